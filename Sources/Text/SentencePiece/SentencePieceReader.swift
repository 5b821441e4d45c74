internal import Base

/// Reads `tokenizer.model` as the `tokenizer.json` that says the same, as `transformers` converts it for Llama.
enum SentencePieceReader {
  static let fileName = "tokenizer.model"

  static func read(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError)
    -> any Tokenizer
  {
    let path = folder.path(of: fileName)
    let model = try SentencePieceModel(try folder.read(fileName), path: path)
    var tokens: [TokenizerDescription.Token] = []
    for piece in model.pieces {
      let kind: TokenizerDescription.Kind =
        switch piece.kind {
        case .normal, .unused: .normal
        case .byte: .byte
        case .unknown: .unknown
        case .control: .control
        case .userDefined: .userDefined
        }
      tokens.append(TokenizerDescription.Token(text: piece.text, kind: kind, score: piece.score))
    }
    var description = TokenizerDescription(tokens: tokens)
    description.fallsBackToBytes = model.fallsBackToBytes
    description.addsPrefixSpace = model.addsDummyPrefix
    let json = try description.sentencePieceJSON(path: path)
    return try TokenizerJSONReader.read(json, &folder, settings, name: fileName)
  }
}
