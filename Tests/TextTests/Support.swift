import Base
import Foundation
import Testing
import Text

/// The folder of the fixtures.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Fixtures/text").path

/// The folder of the real data, or nil.
let dataFolder = ProcessInfo.processInfo.environment["ATTUNE_DATA"]

/// An environment variable, or nil.
func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

/// The lines of a file, separated by line feeds only.
func lines(_ path: String) throws -> [String] {
  var lines = try contents(path).split(separator: 10, omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines.map { String(decoding: $0, as: UTF8.self) }
}

/// Calls `body` with a new folder of some files, then removes it.
func withFolder<Result>(_ files: [(name: String, bytes: [UInt8])], _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-text-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for file in files { try Data(file.bytes).write(to: folder.appendingPathComponent(file.name)) }
  return try body(folder.path)
}

/// The tokenizer of some files.
func tokenizer(_ files: [(name: String, text: String)]) throws -> any Tokenizer {
  try withFolder(files.map { ($0.name, Array($0.text.utf8)) }) { try Tokenizers.load(folder: $0) }
}

/// The error of reading some files, or nil; the paths are without the folder.
func errorReading(_ files: [(name: String, text: String)]) throws -> String? {
  try withFolder(files.map { ($0.name, Array($0.text.utf8)) }) { folder in
    do {
      _ = try Tokenizers.load(folder: folder)
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: folder + "/", with: "")
    }
  }
}

/// The small tokenizers of record.py by name.
func smallTokenizer(_ name: String) throws -> any Tokenizer {
  func file(_ path: String) throws -> (name: String, bytes: [UInt8]) {
    (String(path.split(separator: "/").last ?? ""), try contents(fixtures + "/" + path))
  }
  func settings(_ text: String) -> (name: String, bytes: [UInt8]) { ("tokenizer_config.json", Array(text.utf8)) }
  let files: [(name: String, bytes: [UInt8])] =
    switch name {
    case "wordpiece": [try file("wordpiece/vocab.txt")]
    case "wordpiece-cased": [try file("wordpiece/vocab.txt"), settings(#"{"do_lower_case": false}"#)]
    case "wordpiece-accents": [try file("wordpiece/vocab.txt"), settings(#"{"strip_accents": false}"#)]
    case "wordpiece-strip":
      [try file("wordpiece/vocab.txt"), settings(#"{"do_lower_case": false, "strip_accents": true}"#)]
    case "wordpiece-plain": [try file("wordpiece/vocab.txt"), settings(#"{"tokenize_chinese_chars": false}"#)]
    case "wordpiece-added": [("tokenizer.json", try contents(fixtures + "/wordpiece-added.json"))]
    case "gpt2": [try file("gpt2/encoder.json"), try file("gpt2/vocab.bpe")]
    case "roberta": [try file("roberta/vocab.json"), try file("roberta/merges.txt")]
    default:
      [try file("roberta/vocab.json"), try file("roberta/merges.txt"), settings(#"{"add_prefix_space": true}"#)]
    }
  return try withFolder(files) { try Tokenizers.load(folder: $0) }
}

let smallNames = [
  "wordpiece", "wordpiece-cased", "wordpiece-accents", "wordpiece-strip", "wordpiece-plain", "wordpiece-added", "gpt2",
  "roberta", "roberta-space",
]

/// FNV-1a over 64-bit words, as in record.py.
struct RecordedHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func fold(_ word: UInt64) { value = (value ^ word) &* 0x0000_0100_0000_01b3 }
  mutating func fold(_ word: Int) { fold(UInt64(word)) }

  /// Sixteen hexadecimal digits.
  var text: String { hexadecimal(value, digits: 16) }

  init() {}

  /// The hash of an encoding's ids, types and offsets.
  init(_ encoding: Encoding) {
    for index in encoding.ids.indices {
      fold(Int(encoding.ids[index]))
      fold(Int(encoding.typeIDs[index]))
      fold(encoding.offsets[index].lowerBound)
      fold(encoding.offsets[index].upperBound)
    }
  }
}

func hexadecimal(_ value: UInt64, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// The parsed references.json.
let references: Result<JSON, any Error> = Result { try JSON(parsing: contents(fixtures + "/references.json")) }

/// A line with all other characters than printable ASCII escaped, for messages.
func shown(_ text: String) -> String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
