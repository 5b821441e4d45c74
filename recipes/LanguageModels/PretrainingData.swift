internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Text
internal import Training

/// Documents as tokens, and their training sequences in each epoch.
struct PretrainingData {
  /// Tokens of each document.
  let documents: [[Int32]]
  /// The file and line of each sequence of an epoch.
  let sources: [String]
  /// For each sequence of an epoch, the index of its document among those that are used for training.
  let documentOf: [Int]
  /// Number of documents that are excluded because they have nothing to predict.
  let refused: Int
  /// Number of documents whose last tokens are never used, and of these tokens.
  let cut: (documents: Int, tokens: Int)
  /// For each sequence of an epoch, the text of its targets; nil for objectives whose targets are not a text.
  let targetTexts: [PerplexityReport.TargetText]?
  private let kind: Kind
  /// Lines that describe the sequences of the objective.
  private(set) var notes: [String] = []
  /// Remarks on documents that are cut, excluded or read in an unexpected way.
  private(set) var remarks: [String] = []

  private enum Kind {
    case fixed([LanguageSequence])
    case corrupted(SpanCorruption)
    case named(SalientSpans, [SalientSpans.Document], asked: [(document: Int, name: Int)])
  }

  /// - Parameters:
  ///   - prefix: text before each document: a space, or nothing
  ///   - mask: the token of a masked span
  ///   - end: the token that ends a document in plain next-token prediction; nil for none
  init(
    _ split: DocumentSplit, objective: Objective, tokenizer: any Tokenizer, contextLength: Int, prefix: String,
    mask: String, end: Int32?, seed: UInt64
  ) throws {
    let lines = split.documents.map { "\($0.file):\($0.line)" }
    // Next-token prediction encodes its documents itself, with the characters of each token.
    let encodings = objective == .nextToken ? [] : split.documents.map { tokenizer.encode(prefix + $0.text) }
    let texts = encodings.map(\.ids)
    if let remark = unknownWords(encodings) { remarks.append(remark) }
    switch objective {
    case .nextToken:
      let read = try NextTokenDocuments(split, tokenizer, contextLength: contextLength, prefix: prefix, end: end)
      let (windows, sequences) = (read.windows, read.sequences)
      if let remark = read.unknownWords { remarks.append(remark) }
      let unused = windows.count { $0.isEmpty }
      sources = zip(windows, lines).flatMap { windows, line in windows.map { _ in line } }
      if sequences.isEmpty {
        throw InputError.problem("\(split.path): no document has two tokens; there is nothing to predict")
      }
      documents = read.documents
      targetTexts = read.texts
      kind = .fixed(sequences)
      documentOf = windows.filter { !$0.isEmpty }.enumerated().flatMap { place, windows in windows.map { _ in place } }
      refused = unused
      cut = (0, 0)
      if unused > 0 { remarks.append("\(unused) documents of one token have nothing to predict and are excluded") }
    case .spanCorruption:
      guard let id = tokenizer.id(of: mask) else {
        throw InputError.problem("span corruption needs the token \"\(mask)\", which the tokenizer does not have")
      }
      let corruption = try SpanCorruption(block: contextLength, mask: id, seed: seed)
      documents = texts
      targetTexts = nil
      sources = lines
      kind = .corrupted(corruption)
      let long = texts.filter { $0.count > corruption.longestCut }
      documentOf = Array(texts.indices)
      refused = 0
      cut = (long.count, long.reduce(0) { $0 + $1.count - corruption.longestCut })
      if !long.isEmpty {
        remarks.append(
          "\(long.count) of \(texts.count) documents are longer than span corruption reads"
            + " (\(corruption.longestCut) tokens): their last \(cut.tokens) tokens are never used")
      }
    case .salientSpans:
      let written = tokenizer.encode(mask).ids
      guard written.count == 1, let id = written.first else {
        throw InputError.problem(
          "salient spans need \"\(mask)\" as one token, but the tokenizer splits it into \(written.count):"
            + " choose another separator (in the recipe pretrain another mask)")
      }
      let objective = try SalientSpans(block: contextLength, separator: id, end: end ?? id, seed: seed)
      let found = split.documents.map { SalientText(prefix + $0.text) }
      let read = found.map { SalientSpans.Document($0, tokenizer, prefix: prefix) }
      let all = read.indices.flatMap { document in read[document].names.indices.map { (document: document, name: $0) } }
      let fits = all.map { objective.fits($0.name, of: read[$0.document]) }
      let asked = zip(all, fits).compactMap { $1 ? $0 : nil }
      if asked.isEmpty { throw InputError.problem("\(split.path): no document has a word after its title") }
      let used = Set(asked.map(\.document))
      let places = Dictionary(uniqueKeysWithValues: used.sorted().enumerated().map { ($1, $0) })
      documents = texts
      targetTexts = nil
      sources = asked.map { lines[$0.document] }
      documentOf = asked.map { places[$0.document]! }
      kind = .named(objective, read, asked: asked)
      refused = texts.count - used.count
      let long = zip(all, fits).compactMap { $1 ? nil : $0 }
      let cutDocuments = Set(long.map(\.document)).intersection(used)
      cut = (
        cutDocuments.count,
        long.reduce(0) { $0 + (cutDocuments.contains($1.document) ? read[$1.document].names[$1.name].tokens.count : 0) }
      )
      notes.append("every epoch has questions for \(asked.count) names in \(used.count) documents")
      let unnamed = found.count { !$0.hasNames && !$0.names.isEmpty }
      if unnamed > 0 {
        remarks.append(
          "\(unnamed) of \(texts.count) documents have no name after their title (the text before the first full stop):"
            + " their last word is used instead")
      }
      let empty = found.count { $0.names.isEmpty }
      if empty > 0 { remarks.append("\(empty) documents have no word after their title and are excluded") }
      if !long.isEmpty {
        let lost = refused - empty
        remarks.append(
          "\(long.count) names with their document's title exceed the context length \(contextLength) and are excluded"
            + (lost > 0 ? ", and with them \(lost) documents that have no other name" : ""))
      }
    }
  }

  /// The sequences of an epoch, always the same for one epoch.
  func epoch(_ epoch: Int) -> [LanguageSequence] {
    switch kind {
    case .fixed(let sequences): sequences
    case .corrupted(let corruption):
      documents.indices.map { corruption.sequence(of: documents[$0], epoch: epoch, document: $0) }
    case .named(let objective, let documents, let asked):
      asked.map { objective.sequence($0.name, of: documents[$0.document], epoch: epoch, place: $0.document) }
    }
  }

  /// Lengths and numbers of targets of the sequences of `epoch`, without making them.
  func shapes(_ epoch: Int) -> [SequenceShape] {
    switch kind {
    case .fixed(let sequences): sequences.map { SequenceShape($0) }
    case .corrupted(let corruption):
      documents.indices.map {
        let length = corruption.draw(length: documents[$0].count, epoch: epoch, document: $0).length + 1
        return SequenceShape(length: length, targets: length)
      }
    case .named(let objective, let documents, let asked):
      asked.map { objective.shape($0.name, of: documents[$0.document], epoch: epoch, place: $0.document) }
    }
  }
}

extension SalientSpans {
  /// Length and number of targets of a sequence, without making it.
  fileprivate func shape(_ name: Int, of document: Document, epoch: Int, place: Int) -> SequenceShape {
    let (tokens, hint) = document.names[name]
    let shown = hint.suffix(hintLength(name, of: document, epoch: epoch, place: place))
    return SequenceShape(
      length: length(name, of: document, hint: shown.reduce(0) { $0 + $1.count }), targets: tokens.count + 1)
  }
}

extension SalientSpans.Document {
  /// A document as tokens, each piece by itself; `prefix` as in `PretrainingData.init`.
  fileprivate init(_ text: SalientText, _ tokenizer: any Tokenizer, prefix: String) {
    let pieces = text.pieces.map { tokenizer.encode($0).ids }
    self.init(
      title: Array(pieces[..<text.body].joined()),
      names: text.names.map { name in
        let hint = max(text.body, name.lowerBound - SalientSpans.longestHint)..<name.lowerBound
        return (tokenizer.encode(prefix + text.text(name)).ids, Array(pieces[hint]))
      })
  }
}
