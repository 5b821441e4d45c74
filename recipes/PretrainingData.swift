internal import Base
internal import Datasets
internal import Text
internal import Training

/// Documents as tokens, and what an epoch of pretraining makes of them.
struct PretrainingData {
  /// Tokens of each document.
  let documents: [[Int32]]
  /// The file and line of each sequence of an epoch.
  let sources: [String]
  /// The document of each sequence of an epoch: its place among those that are trained on.
  let documentOf: [Int]
  /// Documents with nothing to predict, which are left out.
  let refused: Int
  /// Documents of which the last tokens are never seen, and how many tokens those are.
  let cut: (documents: Int, tokens: Int)
  private let kind: Kind
  /// Lines for the run's log: what is cut or left out.
  let notes: [String]

  private enum Kind {
    case fixed([LanguageSequence])
    case corrupted(SpanCorruption)
  }

  /// - Parameters:
  ///   - prefix: put before each document: a space, or nothing
  ///   - mask: the token of a masked span
  ///   - end: the token that ends a document in plain next-token prediction; nil for none
  init(
    _ split: DocumentSplit, objective: Objective, tokenizer: any Tokenizer, block: Int, prefix: String, mask: String,
    end: Int32?, seed: UInt64
  ) throws {
    let texts = split.documents.map { tokenizer.encode(prefix + $0.text).ids }
    let places = split.documents.map { "\($0.file):\($0.line)" }
    var notes: [String] = []
    switch objective {
    case .nextToken:
      let all = end.map { end in texts.map { $0 + [end] } } ?? texts
      let objective = try NextToken(block: block)
      let windows = all.map { objective.sequences(of: $0) }
      let sequences = windows.flatMap(\.self)
      let unused = windows.count { $0.isEmpty }
      sources = zip(windows, places).flatMap { windows, place in windows.map { _ in place } }
      if sequences.isEmpty {
        throw RecipeError.input("\(split.path): no document has two tokens; there is nothing to predict")
      }
      documents = all
      kind = .fixed(sequences)
      documentOf = windows.filter { !$0.isEmpty }.enumerated().flatMap { place, windows in windows.map { _ in place } }
      refused = unused
      cut = (0, 0)
      if unused > 0 { notes.append("\(unused) documents of one token have nothing to predict and are left out") }
    case .spanCorruption:
      guard let id = tokenizer.id(of: mask) else {
        throw RecipeError.input("span corruption needs the token \"\(mask)\", which the tokenizer lacks")
      }
      let corruption = try SpanCorruption(block: block, mask: id, seed: seed)
      documents = texts
      sources = places
      kind = .corrupted(corruption)
      let long = texts.filter { $0.count > corruption.longestCut }
      documentOf = Array(texts.indices)
      refused = 0
      cut = (long.count, long.reduce(0) { $0 + $1.count - corruption.longestCut })
      if !long.isEmpty {
        notes.append(
          "\(long.count) of \(texts.count) documents are longer than span corruption reads (\(corruption.longestCut) tokens):"
            + " their last \(cut.tokens) tokens are never seen")
      }
    }
    self.notes = notes
  }

  /// The sequences of an epoch, always the same for one epoch.
  func epoch(_ epoch: Int) -> [LanguageSequence] {
    switch kind {
    case .fixed(let sequences): sequences
    case .corrupted(let corruption):
      documents.indices.map { corruption.sequence(of: documents[$0], epoch: epoch, document: $0) }
    }
  }

  /// Lengths and numbers of targets of what `epoch` gives, without making it.
  func shapes(_ epoch: Int) -> [SequenceShape] {
    switch kind {
    case .fixed(let sequences): sequences.map { SequenceShape($0) }
    case .corrupted(let corruption):
      documents.indices.map {
        let length = corruption.draw(length: documents[$0].count, epoch: epoch, document: $0).length + 1
        return SequenceShape(length: length, targets: length)
      }
    }
  }
}
