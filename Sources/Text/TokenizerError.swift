internal import Base

/// Why a tokenizer could not be read.
public enum TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder has none of the files of a tokenizer.
  case noTokenizer(folder: String)
  /// A file exists, but the file that belongs to it does not.
  case missingCompanion(path: String, of: String)
  /// The file cannot be read.
  case unreadable(path: String)
  /// The contents of the file are not valid; the line is given where it is known.
  case malformed(path: String, line: Int?, problem: String)
  /// A valid file needs a feature that is not supported.
  case unsupported(path: String, found: String, supported: String)
  /// A token is in the vocabulary twice; the places are lines or ids, depending on the file.
  case duplicateToken(path: String, token: String, first: Int, second: Int)
  /// The vocabulary lacks a token that the tokenizer needs.
  case missingToken(path: String, token: String, purpose: String)
  /// The ids are not 0, 1, 2 … without a gap.
  case gap(path: String, missing: Int, count: Int)
  /// A text has a character or word that the vocabulary lacks, and the tokenizer has no unknown token.
  case notInVocabulary(String, offset: Int)

  /// The path, what was found and what to do.
  public var description: String {
    switch self {
    case .noTokenizer(let folder):
      "\(folder): no tokenizer here. Expected tokenizer.json, tokenizer.model, vocab.txt, vocab.json with merges.txt, "
        + "encoder.json with vocab.bpe, attune_tokenizer.json, or attune_words.json. Copy the tokenizer's files into "
        + "the folder."
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

/// The text in quotation marks, with control characters and unusual spaces made visible.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in excerpt(text).unicodeScalars {
    let isPlain = scalar == " " || !(scalar.properties.isWhitespace || scalar.properties.generalCategory == .control)
    result += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
  }
  return result + "\""
}
