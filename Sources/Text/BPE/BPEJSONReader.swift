internal import Base

extension TokenizerJSON {
  /// Whether the tokenizer is byte-level BPE as GPT-2 and RoBERTa have it: `ByteLevel` with its pattern, alone, and a
  /// token for every byte. (SmolLM2 has none for bytes that no text of its training had.)
  var isPlainByteLevel: Bool {
    guard let preTokenizer = json["pre_tokenizer"], kind(of: json["normalizer"]) == "null" else { return false }
    for key in ["fuse_unk", "byte_fallback"] where json["model"]?[key] == .bool(true) { return false }
    guard kind(of: preTokenizer) == "ByteLevel", preTokenizer["use_regex"] != .bool(false) else { return false }
    guard let vocabulary = json["model"]?["vocab"]?.object else { return true }
    return (UInt8(0)...255).allSatisfy { vocabulary[ByteAlphabet.token(spelling: [$0])] != nil }
  }

  /// A BPE tokenizer with any normalizers and pre-tokenizers.
  ///
  /// - Parameter model: the member `model`
  func bpe(_ model: JSON) throws(TokenizerError) -> BPEParts {
    if let dropout = model["dropout"]?.number, dropout != 0 {
      throw unsupported("BPE with dropout \(dropout)", "dropout null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] where try !string(model, key, default: "").isEmpty {
      throw unsupported("BPE with a \(key)", "BPE where it is empty or null")
    }
    let (preTokenizers, isByteLevel) = try self.preTokenizers()
    var parts = BPEParts(model: try bpeModel(model, isByteLevel ? .bytes : .characters))
    parts.preTokenizers = preTokenizers
    parts.normalizers = try normalizers()
    parts.decoders = try decoders(isByteLevel: isByteLevel)
    parts.addedTokens = try addedTokens(parts.model.vocabulary) { parts.model.bytes(spelledBy: $0) }
    (parts.template, parts.trimming) = try template(parts.model.vocabulary, parts.addedTokens)
    parts.cutsLeft = try settings.cutsLeft()
    return parts
  }

  private func bpeModel(_ model: JSON, _ units: BPEModel.Units) throws(TokenizerError) -> BPEModel {
    guard let vocabulary = model["vocab"], let list = model["merges"]?.array else {
      throw problem("the BPE model needs \"vocab\" and a list \"merges\"")
    }
    var builder = try BPEBuilder(vocabulary, units, path: path)
    for (index, merge) in list.enumerated() {
      let line = index + 1
      switch merge {
      case .string(let text):
        let utf8 = text.utf8
        try builder.addMerge(utf8.span, 0..<utf8.count, line: line, path: path)
      case .array(let pair) where pair.count == 2:
        guard let left = pair[0].string, let right = pair[1].string else { fallthrough }
        try builder.addMerge(left, right, line: line, path: path)
      default: throw problem("merge \(line) must be two tokens: \(excerpt(merge.compact))")
      }
    }
    var result = BPEModel(vocabulary: builder.vocabulary, merges: builder.merges, units: units)
    result.takesWholeWords = try bool(model, "ignore_merges", default: false)
    result.fusesUnknown = try bool(model, "fuse_unk", default: false)
    result.fallsBackToBytes = try bool(model, "byte_fallback", default: false)
    let unknown = try string(model, "unk_token", default: "")
    if !unknown.isEmpty {
      guard let id = result.id(of: unknown) else {
        throw .missingToken(path: path, token: unknown, purpose: "text that the vocabulary lacks")
      }
      result.unknownID = id
    }
    result.complete()
    return result
  }
}
