internal import Base

/// The parts of `tokenizer.json` that all models share.
enum TokenizerJSONWriter {
  static func addedTokens(_ tokens: [AddedToken]) -> JSON {
    .array(
      tokens.sorted { $0.id < $1.id }.map { token in
        [
          "id": .integer(Int(token.id)), "content": .string(token.content), "single_word": .bool(token.isSingleWord),
          "lstrip": .bool(token.stripsLeft), "rstrip": .bool(token.stripsRight),
          "normalized": .bool(token.isNormalized), "special": .bool(token.isSpecial),
        ]
      })
  }

  /// The template as `TemplateProcessing`.
  static func template(_ template: SpecialTokenTemplate, spelling: (Int32) -> String) -> JSON {
    var specials = JSON.Object()
    func list(_ parts: [SpecialTokenTemplate.Part]) -> JSON {
      .array(
        parts.map { part in
          switch part {
          case .special(let id, let typeID):
            let name = spelling(id)
            specials[name] = ["id": .string(name), "ids": [.integer(Int(id))], "tokens": [.string(name)]]
            return ["SpecialToken": ["id": .string(name), "type_id": .integer(Int(typeID))]]
          case .text(let isSecond, let typeID):
            return ["Sequence": ["id": .string(isSecond ? "B" : "A"), "type_id": .integer(Int(typeID))]]
          }
        })
    }
    let (single, pair) = (list(template.single), list(template.pair))
    return ["type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": .object(specials)]
  }
}
