internal import Base

extension TokenizerJSON {
  /// A byte-level BPE tokenizer.
  ///
  /// - Parameter model: the member `model`
  func byteLevelBPE(_ model: JSON) throws(TokenizerError) -> ByteLevelBPEParts {
    if let dropout = model["dropout"]?.number, dropout != 0 {
      throw unsupported("BPE with dropout \(dropout)", "dropout null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] where try !string(model, key, default: "").isEmpty {
      throw unsupported("BPE with a \(key)", "byte-level BPE, where it is empty or null")
    }
    let preTokenizer = json["pre_tokenizer"] ?? .null
    switch kind(of: json["decoder"]) {
    case "ByteLevel", "null": break
    case let other: throw unsupported("BPE with the decoder \(other)", "ByteLevel")
    }
    guard let vocabulary = model["vocab"], let merges = model["merges"]?.array else {
      throw problem("the BPE model needs \"vocab\" and a list \"merges\"")
    }
    var builder = try ByteLevelBPEBuilder(vocabulary, path: path)
    for (index, merge) in merges.enumerated() {
      switch merge {
      case .string(let text):
        let utf8 = text.utf8
        try builder.addMerge(utf8.span, 0..<utf8.count, line: index + 1, path: path)
      case .array(let pair):
        guard pair.count == 2, let left = pair[0].string, let right = pair[1].string else {
          throw problem("merge \(index + 1) must be two tokens: \(excerpt(merge.compact))")
        }
        try builder.addMerge(left, right, line: index + 1, path: path)
      default: throw problem("merge \(index + 1) must be two tokens: \(excerpt(merge.compact))")
      }
    }
    let unknown = model["unk_token"]?.string
    var parts = try builder.finish(
      unknown: unknown, takesWholeWords: try bool(model, "ignore_merges", default: false), path: path)
    parts.addedTokens = try addedTokens(parts.vocabulary, spelling: ByteAlphabet.bytes(spelledBy:))
    (parts.template, parts.trimming) = try template(parts.vocabulary, parts.addedTokens)
    parts.addsPrefixSpace = try bool(preTokenizer, "add_prefix_space", default: true)
    if let value = try settings.bool("add_prefix_space") {
      parts.addsPrefixSpace = value
      parts.trimming?.addsPrefixSpace = value
    }
    parts.cutsLeft = try settings.cutsLeft()
    return parts
  }
}
