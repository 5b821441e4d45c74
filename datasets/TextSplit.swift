internal import Base

/// One text, or pair of texts, with its label as the file writes it.
public struct TextExample: Sendable, Equatable {
  /// The text, as the file has it.
  public let text: String
  /// The second text of a pair.
  public let pair: String?
  /// The label, or nil where the data has none.
  public let label: String?
  /// The file it was read from.
  public let file: String
  /// The line it begins on, from 1.
  public let line: Int

  /// An example with where it is from.
  public init(text: String, pair: String? = nil, label: String? = nil, file: String, line: Int) {
    self.text = text
    self.pair = pair
    self.label = label
    self.file = file
    self.line = line
  }
}

/// The names of the columns, or of the keys in JSONL, that hold an example's parts.
public struct TextColumns: Sendable, Equatable, Codable {
  /// The column of the text.
  public var text: String
  /// The column of the second text, or nil where examples are single texts.
  public var pair: String?
  /// The column of the label, or nil where labels are not to be read.
  public var label: String?

  /// Columns by name; without arguments `text` and `label`.
  public init(text: String = "text", pair: String? = nil, label: String? = "label") {
    self.text = text
    self.pair = pair
    self.label = label
  }
}

/// The examples of one file, in its order.
public struct TextSplit: Sendable, Equatable {
  /// The examples.
  public let examples: [TextExample]
  /// The file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// How many examples of the file the data set leaves out by its definition (SST-2 leaves out the neutral ones).
  public let droppedCount: Int
  /// What a reader of the run's log must know about the data, in sentences: what was dropped, what differs.
  public let notes: [String]

  /// A split with what was said about it.
  public init(examples: [TextExample], path: String, sha256: String, droppedCount: Int = 0, notes: [String] = []) {
    self.examples = examples
    self.path = path
    self.sha256 = sha256
    self.droppedCount = droppedCount
    self.notes = notes
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: Its format; nil infers it from the name (`.txt`: a treebank if its first line has ` ||| `).
  ///   - columns: Where TSV, CSV and JSONL keep the text, the pair and the label.
  ///   - labelRequired: Whether an example without a label is a problem. Where it is not, a file may lack the column.
  ///   - labels: The labels that are allowed, or nil for any.
  /// - Throws: `DatasetError`, with all problems of the file (the first 20 listed).
  public static func read(
    path: String, format: TextFormat? = nil, columns: TextColumns = TextColumns(), labelRequired: Bool = true,
    labels: LabelMap? = nil
  ) throws(DatasetError) -> TextSplit {
    try read(
      bytes: readFile(path), path: path, format: format, columns: columns, labelRequired: labelRequired, labels: labels)
  }

  /// Reads the bytes of a file, for example of standard input; `path` stands in messages. See `read(path:…)`.
  public static func read(
    bytes: [UInt8], path: String, format: TextFormat? = nil, columns: TextColumns = TextColumns(),
    labelRequired: Bool = true, labels: LabelMap? = nil
  ) throws(DatasetError) -> TextSplit {
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    let format = try TextFormat.given(format, path: path, source, labelRequired: labelRequired)
    var reader = ExampleReader(columns: columns, labelRequired: labelRequired, labels: labels, log: log)
    switch format {
    case .tsv: reader.readTSV(source)
    case .csv: reader.readCSV(source)
    case .jsonl: reader.readJSONL(source)
    case .treebank: reader.readTreebank(source)
    case .lines:
      if labelRequired {
        throw .unsuitableFormat(
          path: path, format: "lines", reason: "plain lines have no labels; use TSV, CSV, JSONL or treebank")
      }
      reader.readLines(source)
    }
    try reader.log.check()
    if reader.examples.isEmpty { throw .empty(path: path) }
    return TextSplit(examples: reader.examples, path: path, sha256: SHA256.hexadecimal(of: bytes))
  }
}
