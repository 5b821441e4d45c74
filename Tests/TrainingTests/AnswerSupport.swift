import Base
import Foundation

/// A recorded file of Tests/Fixtures/training.
func fixture(_ name: String) throws -> JSON {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try JSON(parsing: readFile(folder.appendingPathComponent("Fixtures/training/" + name).path))
}

extension JSON {
  /// The strings of a list of strings.
  var strings: [String]? { array?.compactMap(\.string) }
}

/// A text with everything outside printable ASCII escaped, to be read in a failure.
func shown(_ text: String) -> String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
