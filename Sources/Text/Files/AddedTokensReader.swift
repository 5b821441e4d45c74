internal import Base

extension TokenizerJSON {
  /// The added tokens. Their ids are in the vocabulary or follow it without a gap.
  ///
  /// - Parameter spelling: the bytes of a token in the vocabulary: WordPiece keeps it as it is, byte-level BPE maps it.
  func addedTokens(_ vocabulary: Vocabulary, spelling: (String) -> [UInt8] = { Array($0.utf8) }) throws(TokenizerError)
    -> [AddedToken]
  {
    guard let list = json["added_tokens"], list != .null else { return [] }
    guard let entries = list.array else { throw problem("\"added_tokens\" must be a list, not \(list.kind)") }
    var tokens: [AddedToken] = []
    var contents: [[UInt8]: Int32] = [:]
    var ids: Set<Int32> = []
    for entry in entries {
      guard let content = entry["content"]?.string, !content.isEmpty, let id = entry["id"]?.integer, id >= 0,
        let narrow = Int32(exactly: id)
      else {
        throw problem("an added token needs \"content\" (not empty) and \"id\" (from 0): \(excerpt(entry.compact))")
      }
      var token = AddedToken(content: content, id: narrow)
      token.isSpecial = try bool(entry, "special", default: false)
      token.isNormalized = try bool(entry, "normalized", default: !token.isSpecial)
      token.stripsLeft = try bool(entry, "lstrip", default: false)
      token.stripsRight = try bool(entry, "rstrip", default: false)
      token.isSingleWord = try bool(entry, "single_word", default: false)
      let known = vocabulary.id(of: spelling(content).span)
      if id < vocabulary.count {
        if known != narrow {
          throw problem("the added token \(quoted(content)) has id \(id), which is another token in the vocabulary")
        }
      } else if let known {
        throw .duplicateToken(path: path, token: content, first: Int(known), second: id)
      }
      if let twin = contents.updateValue(narrow, forKey: Array(content.utf8)) {
        throw .duplicateToken(path: path, token: content, first: Int(twin), second: id)
      }
      if !ids.insert(narrow).inserted {
        throw .duplicateToken(path: path, token: content, first: id, second: id)
      }
      tokens.append(token)
    }
    let count = max(vocabulary.count, tokens.map { Int($0.id) + 1 }.max() ?? 0)
    for id in vocabulary.count..<count where !ids.contains(Int32(id)) {
      throw .gap(path: path, missing: id, count: count)
    }
    return tokens
  }
}
