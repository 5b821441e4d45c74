/// The formats of files with labelled texts.
///
/// All are UTF-8, with or without a byte order mark, with LF or CRLF line ends.
public enum TextFormat: String, Sendable, CaseIterable, Codable {
  /// Fields separated by tabs, no quoting; the first line names the columns.
  case tsv
  /// Comma-separated values as in RFC 4180; the first row names the columns.
  case csv
  /// One JSON object a line.
  case jsonl
  /// `label ||| text`, one example a line, no header: the format of the Stanford Sentiment Treebank.
  case treebank
  /// One text a line, no label.
  case lines

  /// The format of a file name's extension, or nil if it has none (`.txt`).
  public static func infer(path: String) -> TextFormat? {
    let name = path.split(separator: "/").last ?? ""
    switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased() {
    case "tsv": return .tsv
    case "csv": return .csv
    case "jsonl", "ndjson": return .jsonl
    default: return nil
    }
  }

  /// The given format, else that of the extension. A `.txt` file whose first line has ` ||| ` is a treebank; one
  /// without it is plain lines if no labels are required.
  ///
  /// - Throws: `DatasetError.unknownFormat`.
  static func resolve(
    _ format: TextFormat?, path: String, _ source: TextBytes, labelRequired: Bool
  ) throws(DatasetError) -> TextFormat {
    if let format = format ?? infer(path: path) { return format }
    if path.lowercased().hasSuffix(".txt") {
      let end = source.bytes[source.start...].firstIndex(of: .lineFeed) ?? source.bytes.count
      if source.separator(in: source.start..<end) != nil { return .treebank }
      if !labelRequired { return .lines }
    }
    throw .unknownFormat(path: path, expected: allCases.map(\.rawValue))
  }
}
