internal import Base

extension TokenizerSettings {
  /// A normalizer with the values of `do_lower_case`, `strip_accents` and `tokenize_chinese_chars`.
  func normalizer(over base: WordPieceNormalizer) throws(TokenizerError) -> WordPieceNormalizer {
    var result = base
    if let value = try bool("do_lower_case") { result.lowercases = value }
    if let value = try bool("tokenize_chinese_chars") { result.spacesIdeographs = value }
    if json["strip_accents"] != nil { result.stripsAccents = try bool("strip_accents") }
    return result
  }
}
