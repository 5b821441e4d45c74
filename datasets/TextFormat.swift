/// The formats of files with labelled texts.
///
/// All are UTF-8, with or without a byte order mark, with LF or CRLF line ends.
public enum TextFormat: String, Sendable, CaseIterable, Codable {
  /// Fields separated by tabs, no quoting; the first line names the columns.
  case tsv
  /// Comma-separated values as RFC 4180 has them; the first row names the columns.
  case csv
  /// One JSON object a line.
  case jsonl
  /// `label ||| text`, one example a line, no header: the treebank's format.
  case treebank
  /// One text a line, no label.
  case lines

  /// The format that a file name's extension stands for; nil for one that stands for none, such as `.txt`.
  public static func infer(path: String) -> TextFormat? {
    let name = path.split(separator: "/").last ?? ""
    switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased() {
    case "tsv": return .tsv
    case "csv": return .csv
    case "jsonl", "ndjson": return .jsonl
    default: return nil
    }
  }

  /// The format given, or by extension; a `.txt` file whose first line has the separator is a treebank, and one
  /// without it plain lines, if no labels are needed.
  static func given(
    _ format: TextFormat?, path: String, _ source: TextBytes, labelRequired: Bool
  ) throws(DatasetError) -> TextFormat {
    if let format = format ?? infer(path: path) { return format }
    if path.lowercased().hasSuffix(".txt") {
      let end = source.bytes[source.start...].firstIndex(of: lineFeed) ?? source.bytes.count
      if source.separator(in: source.start..<end) != nil { return .treebank }
      if !labelRequired { return .lines }
    }
    throw .unknownFormat(path: path, expected: allCases.map(\.rawValue))
  }
}
