internal import Base

extension TextSplit {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: Its format; nil infers it from the name (`.txt` is a treebank if its first line has ` ||| `).
  ///   - columns: The columns (in JSONL, the keys) of text, pair and label.
  ///   - labelRequired: Whether an example without a label is a problem. If not, a file may lack the column.
  ///   - labels: The allowed labels, or nil for any.
  /// - Throws: `DatasetError` with all problems of the file, of which it lists the first 20.
  public static func read(
    path: String, format: TextFormat? = nil, columns: TextColumns = TextColumns(), labelRequired: Bool = true,
    labels: LabelMap? = nil
  ) throws(DatasetError) -> TextSplit {
    try read(
      bytes: readFile(path), path: path, format: format, columns: columns, labelRequired: labelRequired, labels: labels)
  }

  /// Reads the bytes of a file, for example of standard input; messages name it `path`. See `read(path:…)`.
  public static func read(
    bytes: [UInt8], path: String, format: TextFormat? = nil, columns: TextColumns = TextColumns(),
    labelRequired: Bool = true, labels: LabelMap? = nil
  ) throws(DatasetError) -> TextSplit {
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    let format = try TextFormat.resolve(format, path: path, source, labelRequired: labelRequired)
    var reader = ExampleReader(columns: columns, labelRequired: labelRequired, labels: labels, log: log)
    switch format {
    case .tsv: reader.readTSV(source)
    case .csv: reader.readCSV(source)
    case .jsonl: reader.readJSONL(source)
    case .treebank: reader.readTreebank(source)
    case .lines:
      if labelRequired {
        let labelled = TextFormat.allCases.filter { $0 != .lines }.map(\.rawValue)
        throw .unsuitableFormat(
          path: path, format: "lines", reason: "plain lines have no labels; use \(labelled.joined(separator: ", "))")
      }
      reader.readLines(source)
    }
    try reader.log.check()
    if reader.examples.isEmpty { throw .empty(path: path) }
    return TextSplit(examples: reader.examples, path: path, sha256: SHA256.hexadecimal(of: bytes))
  }
}
