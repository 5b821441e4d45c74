/// A step that changes a text before it is split.
enum Normalizer: Sendable {
  /// Puts text in front, unless there is nothing.
  case prepend([UInt8])
  case replace(TextPattern, [UInt8])
  /// Canonical decomposition.
  case nfd
  /// Canonical decomposition and composition.
  case nfc
  /// Each character becomes its lower case, alone.
  case lowercase

  /// The text after this step.
  func applied(to text: AlignedText) -> AlignedText {
    if text.count == 0 { return text }
    switch self {
    case .prepend(let front):
      var result = AlignedText()
      result.reserve(text.count + front.count)
      let first = scalar(in: text.bytes.span, at: 0).length
      result.append(front, from: text.source(0..<first))
      result.append(text, 0..<text.count)
      return result
    case .replace(let pattern, let content):
      var result = AlignedText()
      result.reserve(text.count)
      pattern.split(text.bytes.span, 0..<text.count) { range, isMatch in
        if isMatch { result.append(content, from: text.source(range)) } else { result.append(text, range) }
      }
      return result
    case .lowercase: return Self.lowercased(text)
    case .nfd: return CanonicalForm.applied(to: text, composes: false)
    case .nfc: return CanonicalForm.applied(to: text, composes: true)
    }
  }

  private static func lowercased(_ text: AlignedText) -> AlignedText {
    var result = AlignedText()
    result.reserve(text.count)
    var index = 0
    while index < text.count {
      let (found, length) = scalar(in: text.bytes.span, at: index)
      let range = index..<(index + length)
      let lower = found.properties.lowercaseMapping
      if lower == String(found) {
        result.append(text, range)
      } else {
        result.append(Array(lower.utf8), from: text.source(range))
      }
      index += length
    }
    return result
  }
}
