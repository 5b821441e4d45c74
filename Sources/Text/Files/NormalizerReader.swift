internal import Base

extension TokenizerJSON {
  /// The steps of `normalizer` in order.
  func normalizers() throws(TokenizerError) -> [Normalizer] {
    var steps: [Normalizer] = []
    for step in try self.steps("normalizer", "normalizers") {
      switch kind(of: step) {
      case "Prepend": steps.append(.prepend(Array(try string(step, "prepend", default: "").utf8)))
      case "Replace":
        let content = Array(try string(step, "content", default: "").utf8)
        steps.append(.replace(try pattern(step, "a Replace"), content))
      case "NFC": steps.append(.nfc)
      case "NFD": steps.append(.nfd)
      case "Lowercase": steps.append(.lowercase)
      case let other: throw unsupported("BPE with the normalizer \(other)", "Prepend, Replace, NFC, NFD, Lowercase")
      }
    }
    return steps
  }

  /// The components of a member that is null, one component, or a `Sequence` of them (of sequences too).
  func steps(_ key: String, _ listKey: String) throws(TokenizerError) -> [JSON] {
    var result: [JSON] = []
    func add(_ component: JSON, _ depth: Int) throws(TokenizerError) {
      if depth > 8 || result.count > 64 { throw problem("\"\(key)\" has too many components") }
      switch kind(of: component) {
      case "null": break
      case "Sequence":
        guard let list = component[listKey]?.array else {
          throw problem("a Sequence in \"\(key)\" needs a list \"\(listKey)\"")
        }
        for step in list { try add(step, depth + 1) }
      default: result.append(component)
      }
    }
    try add(json[key] ?? .null, 0)
    return result
  }

  /// The member `pattern` of a component: a string or a regular expression.
  func pattern(_ component: JSON, _ name: String) throws(TokenizerError) -> TextPattern {
    if let text = component["pattern"]?["String"]?.string, !text.isEmpty { return .string(Array(text.utf8)) }
    guard let text = component["pattern"]?["Regex"]?.string else {
      throw problem("the pattern of \(name) must be a String or a Regex: \(excerpt(component.compact))")
    }
    do { return .regex(try Regex(text)) } catch {
      throw unsupported(
        "the regular expression \(quoted(text)) of \(name): \(error.text) (character \(error.position)); it",
        "characters, classes, groups, (?i:…), look-ahead, and repetitions of a character or class")
    }
  }
}
