internal import Base

/// Reads `tokenizer.json` and the files beside it.
enum TokenizerJSONReader {
  static func read(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError)
    -> any Tokenizer
  {
    let json = try folder.readJSON("tokenizer.json")
    let file = TokenizerJSON(path: folder.path(of: "tokenizer.json"), json: json, settings: settings)
    guard json.object != nil else { throw file.problem("expected an object, found \(json.kind)") }
    guard let model = json["model"], model.object != nil else { throw file.problem("\"model\" is missing") }
    let kind = model["type"]?.string ?? (model["merges"] == nil ? "WordPiece" : "BPE")
    // The original vocabulary files, if present, also belong to the checkpoint.
    for name in ["vocab.txt", "vocab.json", "merges.txt"] where folder.has(name) { _ = try folder.read(name) }
    switch kind {
    case "WordPiece": return WordPieceTokenizer(try file.wordPiece(model), source: folder.source)
    case "BPE": return ByteLevelBPETokenizer(try file.byteLevelBPE(model), source: folder.source)
    default: throw file.unsupported("a model of type \(excerpt(kind))", "WordPiece and byte-level BPE")
    }
  }
}
