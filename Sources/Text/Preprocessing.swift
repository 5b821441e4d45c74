/// A change of a text before it is tokenized. A checkpoint keeps the steps of its training, and scoring repeats them.
public enum PreprocessingStep: String, Codable, CaseIterable, Sendable {
  /// Each character becomes its lower case, by Unicode's full mapping and in no particular language: `É` becomes `é`,
  /// and `İ` becomes `i` with a combining dot.
  case lowercase
  /// Only printable ASCII stays: U+0020 to U+007E, and the white space U+0009 to U+000D. Every other character is
  /// removed, not replaced. These are the characters of Python's `string.printable`.
  case printable
  /// Each run of white space (Unicode's property White_Space, so also line ends) becomes one space. White space at the
  /// start and at the end of the text is removed.
  case spaces

  /// The text after this step.
  fileprivate func applied(to text: String, isBeginning: Bool) -> String {
    switch self {
    case .lowercase: return text.lowercased()
    case .printable:
      let kept = text.utf8.filter { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
      return String(decoding: kept, as: UTF8.self)
    case .spaces:
      var result = String.UnicodeScalarView()
      var isAfterSpace = false
      for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace {
          isAfterSpace = true
        } else {
          if isAfterSpace && !result.isEmpty { result.append(" ") }
          isAfterSpace = false
          result.append(scalar)
        }
      }
      if isBeginning && isAfterSpace && !result.isEmpty { result.append(" ") }
      return String(result)
    }
  }
}

extension [PreprocessingStep] {
  /// The text after all steps, in their order.
  ///
  /// - Parameter isBeginning: whether the text is continued, as a prompt is: the step `spaces` then leaves one space at
  ///   its end if it ends in white space
  public func applied(to text: String, isBeginning: Bool = false) -> String {
    reduce(text) { $1.applied(to: $0, isBeginning: isBeginning) }
  }

  /// "lowercase, spaces", or "none".
  public var inWords: String { isEmpty ? "none" : map(\.rawValue).joined(separator: ", ") }
}
