internal import Base
internal import Datasets
internal import Pipelines
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
    return try wordVectorsFile(vectors, dataFolder: settings.dataFolder)
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
      let count = vectors.place(in: model.encoder.words.weight, words: tokenizer.words, unknown: 0)
      preflight.fact(
        "vectors", "\(count) of these words have one in the file of \(vectors.words.count); the others are drawn")
    }
  }
}
