/// Reads numbers written in decimal from bytes, without a string for each.
enum DecimalNumber {
  /// The powers of ten that a Double holds exactly.
  private static let powers: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

  /// The number `[+-]digits[.digits][e[+-]digits]` as Python and NumPy make a float32 of it: rounded to a Double, then
  /// to a Float. Nil if the bytes are not such a number, or if it is too large.
  static func float(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Float? {
    var at = range.lowerBound
    func byte() -> UInt8 { at < range.upperBound ? bytes[at] : 0 }
    let isNegative = byte() == UInt8(ascii: "-")
    if isNegative || byte() == UInt8(ascii: "+") { at += 1 }
    var (mantissa, exponent, digits) = (UInt64(0), 0, 0)
    // Up to 18 digits fit; with more, the text is left to the standard library.
    func takeDigits(_ isFraction: Bool) {
      while case let digit = byte() &- 48, digit <= 9 {
        if digits < 18 { mantissa = mantissa * 10 + UInt64(digit) }
        digits += mantissa == 0 ? 0 : 1
        if isFraction { exponent -= 1 }
        at += 1
      }
    }
    let first = at
    takeDigits(false)
    var digitCount = at - first
    if byte() == UInt8(ascii: ".") {
      at += 1
      let first = at
      takeDigits(true)
      digitCount += at - first
    }
    if digitCount == 0 { return nil }
    if byte() | 32 == UInt8(ascii: "e") {
      at += 1
      let isDivisor = byte() == UInt8(ascii: "-")
      if isDivisor || byte() == UInt8(ascii: "+") { at += 1 }
      let first = at
      var power = 0
      while case let digit = byte() &- 48, digit <= 9 {
        power = min(power * 10 + Int(digit), 100_000)
        at += 1
      }
      if at == first { return nil }
      exponent += isDivisor ? -power : power
    }
    if at != range.upperBound { return nil }
    let size: Double
    if digits <= 18, mantissa < 1 << 53, abs(exponent) <= 22 {
      // Both are exact, so the result is rounded once.
      size = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
    } else {
      let unsigned = range.map { bytes[$0] }.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      guard let value = Double(String(decoding: unsigned, as: UTF8.self)) else { return nil }
      size = value
    }
    let result = Float(isNegative ? -size : size)
    return result.isFinite ? result : nil
  }
}
