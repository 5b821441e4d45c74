internal import Base
internal import Datasets
internal import Runs
internal import Tensor
internal import Text
internal import Transformer

/// A new deep averaging network, with the words of the training texts and of a file of word vectors.
struct NewDeepAveraging {
  let tokenizer: WordTokenizer
  let model: SequenceClassifier

  /// The file of word vectors that the settings name; nil if they name none.
  ///
  /// - Throws: an error if it is not there
  static func vectorsFile(_ settings: SentimentSettings) throws -> String? {
    guard settings.model == DeepAveragingSettings.name, let vectors = settings.dan.vectors else { return nil }
    if vectors == "glove" { return try NamedWordVectors.glove(folder: settings.dataFolder) }
    if exists(vectors) { return vectors }
    throw InputError.problem(missing(vectors))
  }

  /// Makes tokenizer and model from the training texts.
  ///
  /// - Returns: nil if there are problems; all of them are noted
  init?(_ settings: SentimentSettings, _ train: TextSplit, labelCount: Int, _ preflight: Preflight) {
    // 1. the file of vectors
    var vectors: WordVectors?
    // If the file is not there, the settings' problems say so.
    if let path = (try? Self.vectorsFile(settings)) ?? nil {
      guard let read = preflight.attempt({ try WordVectors(path: path) }) else { return nil }
      vectors = read
      if let size = settings.dan.embeddingSize, size != read.width {
        preflight.problem(
          "dan.embedding_size is \(size), but the vectors of \(path) have \(read.width) numbers: leave it out")
        return nil
      }
    }
    // 2. the words
    let dan = settings.dan
    let tokenizer = WordTokenizer(
      texts: train.bags.joined(), minimumCount: dan.minimumCount, moreWords: vectors?.words ?? [],
      maximumSize: dan.vocabulary)
    let width = vectors?.width ?? dan.embeddingSize ?? 300
    let configuration = EncoderConfiguration.deepAveraging {
      $0.vocabularySize = tokenizer.vocabularySize
      ($0.embeddingSize, $0.hiddenSize) = (width, dan.layers == 0 ? width : dan.hiddenSize)
      ($0.layerCount, $0.activation) = (dan.layers, dan.activation)
      ($0.wordDropout, $0.hiddenDropout, $0.classifierDropout) = (dan.wordDropout, dan.dropout, dan.dropout)
    }
    // 3. the network
    guard
      let model = preflight.attempt({
        try SequenceClassifier(
          new: configuration,
          head: ClassificationHead.Settings(labelCount: labelCount, pooling: settings.pooling),
          seed: UInt64(settings.execution.seed))
      })
    else { return nil }
    (self.tokenizer, self.model) = (tokenizer, model)
    preflight.fact("words", "\(tokenizer.vocabularySize), the unknown one included")
    if let vectors {
      let count = place(vectors)
      preflight.fact(
        "vectors", "\(count) of these words have one in the file of \(vectors.words.count); the others are drawn")
    }
  }

  /// Copies the vectors of a file into the word table. The unknown word gets the mean of all vectors; a word without a
  /// vector keeps what was drawn.
  ///
  /// - Returns: the number of words that have a vector
  private func place(_ vectors: WordVectors) -> Int {
    let width = vectors.width
    var mean = [Double](repeating: 0, count: width)
    for row in vectors.words.indices {
      for column in 0..<width { mean[column] += Double(vectors.values[row * width + column]) }
    }
    var count = 0
    let words = tokenizer.words
    model.encoder.words.weight.value.withMutableSpan { table in
      for column in 0..<width { table[column] = Float(mean[column] / Double(vectors.words.count)) }
      for (id, word) in words.enumerated().dropFirst() {
        guard let vector = vectors.vector(of: word) else { continue }
        count += 1
        for (column, value) in vector.enumerated() { table[id * width + column] = value }
      }
    }
    return count
  }
}
