internal import Datasets
internal import Metrics
internal import Pipelines
internal import Text
internal import Training
internal import Transformer

/// Documents as sequences in which each token is predicted from those before it, with the text of their targets.
struct NextTokenDocuments {
  /// The tokens of each document, with its end.
  let documents: [[Int32]]
  /// The sequences of each document, in order; none if it has nothing to predict.
  let windows: [[LanguageSequence]]
  /// For each sequence, in order, the text of its targets.
  let texts: [PerplexityReport.TargetText]
  /// A remark on words that the vocabulary lacks.
  let unknownWords: String?

  /// - Parameters:
  ///   - prefix: text before each document: a space, or nothing
  ///   - end: the id that ends a document; nil for none
  init(_ split: DocumentSplit, _ tokenizer: any Tokenizer, contextLength: Int, prefix: String = "", end: Int32?) throws
  {
    let written = split.documents.map { prefix + $0.text }
    let encodings = written.map { tokenizer.encode($0) }
    unknownWords = Pipelines.unknownWords(encodings)
    let objective = try NextToken(block: contextLength)
    documents = encodings.map { $0.ids + (end.map { [$0] } ?? []) }
    windows = documents.map { objective.sequences(of: $0) }
    texts = zip(zip(written, encodings), windows).flatMap { document, windows in
      let (text, encoding) = document
      let characters = encoding.characterCounts(of: text)
      // The first token of a document is no target.
      var next = 1
      return windows.map { window in
        var target = PerplexityReport.TargetText(characters: 0)
        // The end of a document has no text.
        for token in next..<min(next + window.targetCount, encoding.ids.count) {
          target.characters += characters[token]
          guard encoding.ids[token] == tokenizer.unknownID else { continue }
          target.unknownTokens += 1
          target.unknownBytes += encoding.offsets[token].count
        }
        next += window.targetCount
        return target
      }
    }
  }

  /// All sequences, in order.
  var sequences: [LanguageSequence] { windows.flatMap(\.self) }
}

extension LanguageModel {
  /// How well the model predicts the targets of some sequences, which have at least one target in total.
  ///
  /// - Parameter texts: for each sequence, the text of its targets; nil if they are not a text
  func perplexity(
    of sequences: [LanguageSequence], texts: [PerplexityReport.TargetText]? = nil
  ) -> PerplexityReport {
    var losses = [[Double]](repeating: [], count: sequences.count)
    for batch in BatchPlan(size: .tokens(4096), seed: 0).orderedBatches(lengths: sequences.map(\.ids.count)) {
      var ofBatch = model.losses(
        TokenBatch(batch.map { sequences[$0].ids }), targets: batch.flatMap { sequences[$0].targets })[...]
      for index in batch {
        losses[index] = Array(ofBatch.prefix(sequences[index].targetCount))
        ofBatch = ofBatch.dropFirst(sequences[index].targetCount)
      }
    }
    return PerplexityReport(
      targets: sequences.map { $0.targets.filter { $0 != LanguageSequence.noTarget } }, losses: losses, texts: texts)
  }
}
