internal import Base

/// Reads `tokenizer.json` and the files beside it.
enum TokenizerJSONReader {
  static func read(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError)
    -> any Tokenizer
  {
    try read(try folder.readJSON("tokenizer.json"), &folder, settings, name: "tokenizer.json")
  }

  /// A tokenizer that is read from another file, as the `tokenizer.json` that says the same.
  ///
  /// - Parameter name: the file, for messages
  static func read(
    _ json: JSON, _ folder: inout TokenizerFolder, _ settings: TokenizerSettings, name: String
  ) throws(TokenizerError) -> any Tokenizer {
    if name != "tokenizer.json" { folder.add("tokenizer.json", Array(json.compact.utf8)) }
    let file = TokenizerJSON(path: folder.path(of: name), json: json, settings: settings)
    guard json.object != nil else { throw file.problem("expected an object, found \(json.kind)") }
    guard let model = json["model"], model.object != nil else { throw file.problem("\"model\" is missing") }
    let kind = model["type"]?.string ?? (model["merges"] == nil ? "WordPiece" : "BPE")
    // The original vocabulary files, if present, also belong to the checkpoint.
    for name in ["vocab.txt", "vocab.json", "merges.txt"] where folder.has(name) { _ = try folder.read(name) }
    let others = try FolderAddedTokens(&folder, settings)
    switch kind {
    case "WordPiece":
      var parts = try file.wordPiece(model)
      parts.addedTokens = try others.tokens(after: parts.addedTokens, count: parts.vocabulary.count) {
        parts.vocabulary.id(of: $0)
      }
      return WordPieceTokenizer(parts, source: folder.source)
    case "BPE" where file.isPlainByteLevel:
      var parts = try file.byteLevelBPE(model)
      func id(_ token: String) -> Int32? { parts.vocabulary.id(of: ByteAlphabet.bytes(spelledBy: token).span) }
      parts.addedTokens = try others.tokens(
        after: parts.addedTokens, count: parts.vocabulary.count, vocabularyID: id)
      let added = AddedTokenIDs(parts.addedTokens, modelCount: 0)
      parts.template = try settings.boundaryTemplate { added.id(of: $0) ?? id($0) } ?? parts.template
      return ByteLevelBPETokenizer(parts, source: folder.source)
    case "BPE":
      var parts = try file.bpe(model)
      parts.addedTokens = try others.tokens(
        after: parts.addedTokens, count: parts.model.vocabulary.count, vocabularyID: parts.model.id(of:))
      let added = AddedTokenIDs(parts.addedTokens, modelCount: 0)
      parts.template =
        try settings.boundaryTemplate { added.id(of: $0) ?? parts.model.id(of: $0) } ?? parts.template
      return BPETokenizer(parts, source: folder.source)
    default: throw file.unsupported("a model of type \(excerpt(kind))", "WordPiece and BPE")
    }
  }
}
