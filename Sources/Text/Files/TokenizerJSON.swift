internal import Base

/// The parsed `tokenizer.json`, the one-file format of Hugging Face's `tokenizers`, with typed access to its members.
struct TokenizerJSON {
  let path: String
  let json: JSON
  let settings: TokenizerSettings

  func problem(_ text: String) -> TokenizerError { .malformed(path: path, line: nil, problem: text) }

  func unsupported(_ found: String, _ supported: String) -> TokenizerError {
    .unsupported(path: path, found: found, supported: supported)
  }

  /// The type of a component; `null` where there is none.
  func kind(of component: JSON?) -> String {
    guard let component, component != .null else { return "null" }
    return component["type"]?.string.map { excerpt($0) } ?? "without a type"
  }

  func bool(_ json: JSON, _ key: String, default usual: Bool) throws(TokenizerError) -> Bool {
    switch json[key] {
    case nil, .null: return usual
    case .bool(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be true or false, not \(other.kind)")
    }
  }

  func string(_ json: JSON, _ key: String, default usual: String) throws(TokenizerError) -> String {
    switch json[key] {
    case nil, .null: return usual
    case .string(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be a string, not \(other.kind)")
    }
  }

  func integer(_ json: JSON, _ key: String, default usual: Int) throws(TokenizerError) -> Int {
    switch json[key] {
    case nil, .null: return usual
    case .integer(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be a whole number, not \(other.kind)")
    }
  }
}
