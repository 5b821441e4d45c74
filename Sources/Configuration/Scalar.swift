/// Parses the text of a plain scalar by the rules of YAML 1.1, without its pitfalls.
///
/// Supported: `yes`, `no`, `on`, `off` besides `true` and `false`; `_` between digits; `0x` and `0o` numbers.
/// Not supported: a leading zero as octal, `1:30` as ninety, infinities and NaN (no setting needs them).
enum Scalar {
  static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }

  static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }

  /// A whole number: `12`, `-3`, `1_000`, `0x1F`, `0o17`; nil for other text, and for numbers with a leading zero.
  static func integer<T: FixedWidthInteger>(_ text: String, as type: T.Type = T.self) -> T? {
    var digits = Substring(text)
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      sign = String(first)
      digits.removeFirst()
    }
    let radix = digits.hasPrefix("0x") ? 16 : digits.hasPrefix("0o") ? 8 : 10
    if radix != 10 { digits.removeFirst(2) }
    guard let plain = withoutSeparators(digits), radix != 10 || plain.count == 1 || plain.first != "0" else {
      return nil
    }
    return T(sign + plain, radix: radix)
  }

  /// A finite decimal number: all that `integer` accepts in base ten, and `0.1`, `.5`, `1.`, `5e-5`, `1_000.5`.
  static func number<T: LosslessStringConvertible & BinaryFloatingPoint>(_ text: String, as type: T.Type = T.self) -> T?
  {
    guard isDecimal(text), let value = T(text.filter { $0 != "_" }), value.isFinite else { return nil }
    return value
  }

  /// True for text that another YAML parser may read as something other than a string.
  static func isAmbiguous(_ text: String) -> Bool {
    let words = ["y", "n", ".inf", "+.inf", "-.inf", ".nan", "<<", "="]
    return isNull(text) || bool(text) != nil || words.contains(text.lowercased())
      || ("0"..."9").contains(text.first ?? "a") || ["+", "-", "."].contains(text.first ?? "a")
  }

  /// The meaning of plain text, in words for a message.
  static func describe(_ text: String) -> String {
    if isNull(text) { return text.isEmpty ? "nothing" : "nothing ('\(text)')" }
    if bool(text) != nil { return "the boolean '\(text)'" }
    if integer(text, as: Int.self) != nil || isDecimal(text) { return "the number \(text)" }
    return "'\(shortened(text))'"
  }

  /// The digits without `_`, or nil if there are none or a `_` is not between two of them.
  private static func withoutSeparators(_ digits: Substring) -> String? {
    if digits.isEmpty || digits.first == "_" || digits.last == "_" || digits.contains("__") { return nil }
    let plain = digits.filter { $0 != "_" }
    return plain.allSatisfy({ $0.isASCII && $0.isHexDigit }) ? plain : nil
  }

  /// `[+-] digits [. digits] [e [+-] digits]`, with at least one digit before the exponent and no leading zero before
  /// another.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = Substring(text)
    if let first = rest.first, first == "+" || first == "-" { rest.removeFirst() }
    let whole = takeDigits(&rest)
    var fraction: Substring?
    if rest.first == "." {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    guard whole.isEmpty || isDigits(whole), fraction.map({ $0.isEmpty || isDigits($0) }) ?? true else { return false }
    if whole.isEmpty && (fraction ?? "").isEmpty { return false }
    if whole.count > 1 && whole.first == "0" { return false }
    guard let exponent = rest.first else { return true }
    guard exponent == "e" || exponent == "E" else { return false }
    rest.removeFirst()
    if let first = rest.first, first == "+" || first == "-" { rest.removeFirst() }
    return isDigits(rest) && !rest.contains("_")
  }

  private static func takeDigits(_ text: inout Substring) -> Substring {
    let digits = text.prefix { ("0"..."9").contains($0) || $0 == "_" }
    text = text.dropFirst(digits.count)
    return digits
  }

  private static func isDigits(_ text: Substring) -> Bool {
    withoutSeparators(text)?.allSatisfy { ("0"..."9").contains($0) } ?? false
  }
}
