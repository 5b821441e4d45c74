internal import Base

/// One problem in a data file: its line, what was found, what was expected and what to do.
public struct DatasetProblem: Sendable, Equatable, CustomStringConvertible {
  /// Line in the file, from 1. For a record of several lines, the line it begins on.
  public let line: Int
  /// What is wrong.
  public let kind: Kind

  /// A problem on a line.
  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }

  /// `line 3: found …, expected …; what to do`
  public var description: String { "line \(line): \(kind)" }

  /// The kinds of problems in a data file.
  public enum Kind: Sendable, Equatable {
    /// Not UTF-8 at this byte; `column` counts bytes from 1.
    case invalidUTF8(byte: UInt8, column: Int)
    /// A NUL byte.
    case nul(column: Int)
    /// A carriage return that no line feed follows.
    case carriageReturn(column: Int)
    /// An empty line.
    case blankLine
    /// A header line, in a format that has none.
    case header
    /// A row has more or fewer fields than the header.
    case fieldCount(found: Int, expected: [String])
    /// The header lacks a column that is needed.
    case missingColumn(String, found: [String])
    /// A JSON object lacks a key that is needed.
    case missingKey(String, found: [String])
    /// The header has more columns than are read.
    case tooManyColumns(found: Int, most: Int)
    /// The header names a column twice.
    case duplicateColumn(String)
    /// A field that must hold text is empty or white space only.
    case empty(column: String)
    /// A label begins or ends with white space, and so would be a class of its own.
    case spaceAroundLabel(String)
    /// A label that is not in the label map.
    case unknownLabel(String, expected: [String])
    /// A regression target that is not a finite number.
    case notANumber(String)
    /// An example without a label where one is needed.
    case noLabel
    /// A question without an answer where one is needed.
    case noAnswer
    /// CSV: a quotation mark is never closed.
    case unclosedQuote
    /// CSV: a closing quotation mark is followed by text instead of a comma or line end.
    case textAfterQuote(column: Int)
    /// CSV: a quotation mark inside a field that is not quoted.
    case bareQuote(column: Int)
    /// JSON that cannot be read.
    case json(column: Int, problem: String)
    /// A JSON value of another kind than needed; `key` is nil for the whole line or item.
    case wrongKind(key: String?, found: String, expected: String)
    /// An object has two keys with the same meaning.
    case bothKeys(String, String)
    /// A line without the separator that its format needs.
    case noSeparator(found: String, expected: String)
    /// A line with more separators than its format allows.
    case surplusSeparator(count: Int, expected: String)
  }
}

extension DatasetProblem.Kind: CustomStringConvertible {
  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .invalidUTF8(let byte, let column):
      "byte \(hexadecimal(byte)) at column \(column) is not UTF-8; convert the file, for example with iconv -t UTF-8"
    case .nul(let column):
      "a byte 0 at column \(column), expected text; convert the file from UTF-16 or remove the byte"
    case .carriageReturn(let column):
      "a carriage return at column \(column), allowed only before a line feed; "
        + "remove it, or quote the field in a CSV file"
    case .blankLine:
      "a blank line, expected an example; remove the line"
    case .header:
      "a line that names the columns, expected an example: this format has no such line; remove it"
    case .fieldCount(let found, let expected):
      "found \(counted(found, "field")), expected \(expected.count)"
        + " (\(listed(expected.map { excerpt($0) }, separator: ", "))); "
        + "quote a separator inside a CSV field, and write texts with tabs as CSV or JSONL"
    case .missingColumn(let name, let found):
      "no column \"\(name)\", found \(quoted(found))" + missingColumnAdvice(name, found)
    case .tooManyColumns(let found, let most):
      "found \(found) columns, at most \(most) are read; check the format and the separator"
    case .missingKey(let name, let found):
      "no key \"\(name)\", found \(quoted(found))" + didYouMean(name, found)
        + "; add it, or rename the right key"
    case .duplicateColumn(let name):
      "the column \"\(excerpt(name))\" appears twice; rename one of them"
    case .empty(let column):
      "the \(column) is empty, expected text; add the text or remove the example"
    case .spaceAroundLabel(let label):
      "white space around the label \"\(excerpt(label))\"; remove it"
    case .unknownLabel(let label, let expected):
      "unknown label \"\(excerpt(label))\"" + didYouMean(label, expected) + ", expected one of \(quoted(expected))"
    case .notANumber(let label):
      "found the target \"\(excerpt(label))\", expected a finite number"
    case .noLabel:
      "no label, expected one; add it, or use the data only for prediction"
    case .noAnswer:
      "no answer, expected at least one; add it, or use the data only for prediction"
    case .unclosedQuote:
      "a quotation mark in this row is never closed; add the closing one, "
        + "and double a quotation mark that belongs to the text"
    case .textAfterQuote(let column):
      "text after a closing quotation mark at column \(column), expected a comma or the end of the line; "
        + "double a quotation mark that belongs to the text"
    case .bareQuote(let column):
      "a quotation mark inside an unquoted field at column \(column); "
        + "quote the whole field and double the mark inside it"
    case .json(let column, let problem):
      "column \(column): \(problem)"
    case .wrongKind(let key, let found, let expected):
      (key.map { "\"\($0)\" is \(found)" } ?? "found \(found)") + ", expected \(expected)"
    case .bothKeys(let first, let second):
      "found both \"\(first)\" and \"\(second)\", expected one of them"
    case .noSeparator(let found, let expected):
      "found \"\(excerpt(found, limit: 60))\", expected \(expected)"
    case .surplusSeparator(let count, let expected):
      "found \(count) separators, expected \(expected)"
    }
  }
}

private func missingColumnAdvice(_ name: String, _ found: [String]) -> String {
  if let near = suggestion(for: name, among: found) {
    return "; did you mean \"\(near)\"? Name the column in a run's settings or in the file"
  }
  if found.count == 1, let separator = [";", ",", "\t", "|"].first(where: { found[0].contains($0) }) {
    let name = separator == "\t" ? "tabs" : "\"\(separator)\""
    let isFormat = separator == "," || separator == "\t"
    return "; the file seems to be separated by \(name): "
      + (isFormat ? "give its format" : "convert it to commas or tabs")
  }
  return "; the first line must name the columns: add the name there, or name another column in a run's settings"
}

private func didYouMean(_ word: String, _ candidates: [String]) -> String {
  suggestion(for: word, among: candidates).map { " (did you mean \"\($0)\"?)" } ?? ""
}

/// Names in quotation marks, separated by commas. Of a long list the first 20 and the total number.
func quoted(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let shown = names.prefix(20).map { "\"\(excerpt($0))\"" }.joined(separator: ", ")
  return names.count > 20 ? shown + " … (\(names.count) in total)" : shown
}

private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count == 1 ? "0" : "") + digits
}
