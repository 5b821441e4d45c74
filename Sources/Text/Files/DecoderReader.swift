internal import Base

extension TokenizerJSON {
  /// The longest text that a Strip may remove from each side; the known models have one space.
  private static let longestStrip = 1000

  /// The steps of `decoder` in order; nil where there is none, and for bytes, which need none.
  func decoders(isByteLevel: Bool) throws(TokenizerError) -> [TokenDecoder]? {
    let components = try steps("decoder", "decoders")
    let isBytes = components.contains { kind(of: $0) == "ByteLevel" }
    if isByteLevel {
      if components.isEmpty || (isBytes && components.count == 1) { return nil }
      throw unsupported("the decoder \(excerpt((json["decoder"] ?? .null).compact)) of byte-level BPE", "ByteLevel")
    }
    if components.isEmpty { return nil }
    var steps: [TokenDecoder] = []
    for step in components { steps.append(try decoder(step)) }
    return steps
  }

  private func decoder(_ step: JSON) throws(TokenizerError) -> TokenDecoder {
    switch kind(of: step) {
    case "Replace":
      return .replace(try pattern(step, "a Replace"), Array(try string(step, "content", default: "").utf8))
    case "ByteFallback": return .byteFallback
    case "Fuse": return .fuse
    case "Strip":
      let content = Array(try string(step, "content", default: " ").utf8)
      let (left, right) = (try integer(step, "start", default: 0), try integer(step, "stop", default: 0))
      let range = 0...Self.longestStrip
      guard !content.isEmpty, range.contains(left), range.contains(right) else {
        throw problem("a Strip needs \"content\", and \"start\" and \"stop\" from 0 to \(Self.longestStrip)")
      }
      return .strip(content, left: left, right: right)
    case "Metaspace":
      let replacement = Array(try string(step, "replacement", default: "▁").utf8)
      if replacement.isEmpty { throw problem("the replacement of a Metaspace is empty") }
      return .metaspace(replacement, dropsFirst: try prefix(step) != .never)
    case let other:
      throw unsupported(
        "BPE with the decoder \(other)", "ByteLevel, Metaspace, Replace, ByteFallback, Fuse, Strip")
    }
  }
}
