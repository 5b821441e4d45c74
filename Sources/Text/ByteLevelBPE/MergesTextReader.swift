internal import Base

/// Reads byte-level BPE from two files: a vocabulary (`vocab.json`, GPT-2's `encoder.json`) and merges, one per line
/// (`merges.txt`, GPT-2's `vocab.bpe`).
enum MergesTextReader {
  static func read(_ folder: inout TokenizerFolder, vocabulary: String, merges: String) throws(TokenizerError)
    -> ByteLevelBPETokenizer
  {
    let path = folder.path(of: vocabulary)
    let json = try TokenizerFolder.parse(try folder.read(vocabulary, besides: folder.path(of: merges)), path: path)
    let lines = try folder.read(merges, besides: path)
    let settings = try TokenizerSettings(&folder)
    var builder = try ByteLevelBPEBuilder(json, path: path)
    try addMerges(lines, to: &builder, path: folder.path(of: merges))
    var parts = try builder.finish(unknown: nil, takesWholeWords: false, path: path)
    let others = try FolderAddedTokens(&folder, settings)
    let vocabularyOfModel = parts.vocabulary
    func id(_ token: String) -> Int32? { vocabularyOfModel.id(of: ByteAlphabet.bytes(spelledBy: token).span) }
    parts.addedTokens = try others.tokens(
      after: [], count: parts.vocabulary.count, addsSpecial: false, vocabularyID: id)
    if try isRoBERTa(folder, settings, parts.vocabulary) {
      try setRoBERTa(&parts, settings, path)
    } else {
      try setGPT2(&parts, settings, path)
    }
    parts.addsPrefixSpace = try settings.bool("add_prefix_space") ?? false
    parts.trimming?.addsPrefixSpace = parts.addsPrefixSpace
    parts.cutsLeft = try settings.cutsLeft()
    var source = folder.source
    source.rename(vocabulary, to: "vocab.json")
    source.rename(merges, to: "merges.txt")
    return ByteLevelBPETokenizer(parts, source: source)
  }

  static func addMerges(_ bytes: [UInt8], to builder: inout ByteLevelBPEBuilder, path: String) throws(TokenizerError) {
    if String(validating: bytes, as: UTF8.self) == nil {
      throw .malformed(path: path, line: nil, problem: "the file is not valid UTF-8")
    }
    let text = bytes.span
    var line = 0
    var start = 0
    while start < text.count {
      line += 1
      var end = start
      while end < text.count, text[end] != 10 { end += 1 }
      let next = end + 1
      if end > start, text[end - 1] == 13 { end -= 1 }
      // `#version: 0.2` heads the file.
      if start < end, !(text[start] == UInt8(ascii: "#") && bytes[start..<end].starts(with: "#version".utf8)) {
        try builder.addMerge(text, start..<end, line: line, path: path)
      }
      start = next
    }
  }

  /// Decides by `tokenizer_class`, else by the type of the model, else by the special tokens of the vocabulary.
  private static func isRoBERTa(_ folder: TokenizerFolder, _ settings: TokenizerSettings, _ vocabulary: Vocabulary)
    throws(TokenizerError) -> Bool
  {
    if let name = settings.tokenizerClass {
      if name == "RobertaTokenizer" { return true }
      if name == "GPT2Tokenizer" { return false }
    }
    if folder.has("config.json") {
      var other = TokenizerFolder(folder.path)
      let type = try other.readJSON("config.json")["model_type"]?.string
      if type == "roberta" { return true }
      if type == "gpt2" { return false }
    }
    return ["<s>", "</s>", "<mask>"].allSatisfy { vocabulary.id(of: $0) != nil }
  }

  private static func setRoBERTa(_ parts: inout ByteLevelBPEParts, _ settings: TokenizerSettings, _ path: String)
    throws(TokenizerError)
  {
    let start = try addSpecial(&parts, try settings.token("cls_token") ?? "<s>", "the start of a text", path)
    let end = try addSpecial(&parts, try settings.token("sep_token") ?? "</s>", "the end of a text", path)
    for (key, usual) in [
      ("bos_token", "<s>"), ("eos_token", "</s>"), ("pad_token", "<pad>"), ("unk_token", "<unk>"),
      ("mask_token", "<mask>"),
    ] {
      let token = try settings.token(key) ?? usual
      if parts.vocabulary.id(of: token) != nil {
        _ = try addSpecial(&parts, token, key, path)
        // The mask includes the space before it, as words do.
        if key == "mask_token" { parts.addedTokens[parts.addedTokens.count - 1].stripsLeft = true }
      }
    }
    parts.template = .roberta(start: start, separator: end)
    parts.trimming = try settings.bool("trim_offsets") ?? true ? OffsetTrimming(addsPrefixSpace: false) : nil
    parts.tokenizerClass = "RobertaTokenizer"
  }

  private static func setGPT2(_ parts: inout ByteLevelBPEParts, _ settings: TokenizerSettings, _ path: String)
    throws(TokenizerError)
  {
    for key in ["eos_token", "bos_token", "unk_token", "pad_token"] {
      if let token = try settings.token(key) ?? (key == "pad_token" ? nil : "<|endoftext|>"),
        settings.json[key] != nil || parts.vocabulary.id(of: token) != nil
      {
        _ = try addSpecial(&parts, token, key, path)
      }
    }
    parts.tokenizerClass = "GPT2Tokenizer"
  }

  private static func addSpecial(
    _ parts: inout ByteLevelBPEParts, _ token: String, _ purpose: String, _ path: String
  ) throws(TokenizerError) -> Int32 {
    if let known = parts.addedTokens.first(where: { $0.content.utf8.elementsEqual(token.utf8) }) { return known.id }
    guard let id = parts.vocabulary.id(of: ByteAlphabet.bytes(spelledBy: token).span) else {
      throw .missingToken(path: path, token: token, purpose: purpose)
    }
    if !parts.addedTokens.contains(where: { $0.id == id }) {
      parts.addedTokens.append(AddedToken(content: token, id: id))
    }
    return id
  }
}
