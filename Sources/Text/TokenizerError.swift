internal import Base

/// Why a tokenizer could not be read.
public enum TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder holds none of the files that a tokenizer can be read from.
  case noTokenizer(folder: String)
  /// One file is there but the file that belongs to it is not.
  case missingCompanion(path: String, of: String)
  /// The file cannot be read at all.
  case unreadable(path: String)
  /// The file is not what it should be, at this line where one is known.
  case malformed(path: String, line: Int?, problem: String)
  /// A well-formed file asks for something that is not built.
  case unsupported(path: String, found: String, supported: String)
  /// A token stands in the vocabulary twice; the places are lines or ids, as the file counts.
  case duplicateToken(path: String, token: String, first: Int, second: Int)
  /// A token that the tokenizer cannot do without is not in the vocabulary.
  case missingToken(path: String, token: String, purpose: String)
  /// The ids are not 0, 1, 2 … without a gap.
  case gap(path: String, missing: Int, count: Int)
  /// A text holds a character or word that the vocabulary lacks, and the tokenizer has no token for the unknown.
  case notInVocabulary(String, offset: Int)

  /// One sentence with the path, what was found and what to do.
  public var description: String {
    switch self {
    case .noTokenizer(let folder):
      "\(folder): no tokenizer here. Expected tokenizer.json, vocab.txt, vocab.json with merges.txt, "
        + "encoder.json with vocab.bpe, or attune_tokenizer.json. Copy the tokenizer's files into the folder."
    case .missingCompanion(let path, let of):
      "\(path): this file is missing; \(of) cannot be used without it."
    case .unreadable(let path):
      "\(path): the file cannot be read. Check that it is a file and that you may read it."
    case .malformed(let path, let line, let problem):
      "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)"
    case .unsupported(let path, let found, let supported):
      "\(path): \(found) is not supported. Supported: \(supported)."
    case .duplicateToken(let path, let token, let first, let second):
      "\(path): the token \(quoted(token)) appears twice (\(first) and \(second)). Remove one."
    case .missingToken(let path, let token, let purpose):
      "\(path): the vocabulary has no token \(quoted(token)), which is needed for \(purpose)."
    case .gap(let path, let missing, let count):
      "\(path): the ids of \(count) tokens must be 0 to \(count - 1), but no token has id \(missing)."
    case .notInVocabulary(let token, let offset):
      "\(quoted(token)) at byte \(offset) is not in the vocabulary, and the tokenizer has no token for unknown text."
    }
  }
}

/// The text in quotation marks, with controls and blanks made visible.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in excerpt(text).unicodeScalars {
    let isPlain = scalar == " " || !(scalar.properties.isWhitespace || scalar.properties.generalCategory == .control)
    result += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
  }
  return result + "\""
}
