/// A type that is written as one scalar.
protocol ScalarSetting {
  /// The expected value, for a message: `a whole number`.
  static var expected: String { get }
  /// Replaces an invalid value while the rest of the settings is read; never returned to the caller.
  static var placeholder: Self { get }
  /// The value of a scalar, or nil if it has another type.
  static func read(_ text: String, isPlain: Bool) -> Self?
  /// The text for which `read` returns the same value, bit by bit; nil if there is none.
  var written: String? { get }
}

extension Bool: ScalarSetting {
  static var expected: String { "true or false" }
  static var placeholder: Bool { false }
  static func read(_ text: String, isPlain: Bool) -> Bool? { isPlain ? Scalar.bool(text) : nil }
  var written: String? { self ? "true" : "false" }
}

extension String: ScalarSetting {
  static var expected: String { "text" }
  static var placeholder: String { "" }
  // The type of the setting decides: `no` or `2019` for a name is that name. Only null is not text.
  static func read(_ text: String, isPlain: Bool) -> String? { isPlain && Scalar.isNull(text) ? nil : text }
  var written: String? { self }
}

extension ScalarSetting where Self: FixedWidthInteger {
  static var expected: String {
    self is Int.Type ? "a whole number" : "a whole number from \(Self.min) to \(Self.max)"
  }
  static var placeholder: Self { 0 }
  static func read(_ text: String, isPlain: Bool) -> Self? { isPlain ? Scalar.integer(text) : nil }
  var written: String? { String(self) }
}

extension Int: ScalarSetting {}
extension Int8: ScalarSetting {}
extension Int16: ScalarSetting {}
extension Int32: ScalarSetting {}
extension Int64: ScalarSetting {}
extension UInt: ScalarSetting {}
extension UInt8: ScalarSetting {}
extension UInt16: ScalarSetting {}
extension UInt32: ScalarSetting {}
extension UInt64: ScalarSetting {}

extension ScalarSetting where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static var expected: String { "a finite number" }
  static var placeholder: Self { 0 }
  static func read(_ text: String, isPlain: Bool) -> Self? { isPlain ? Scalar.number(text) : nil }

  /// Swift's shortest exact form with a point: in YAML 1.1 `5e-05` is text and `5.0e-05` is a number.
  var written: String? {
    guard isFinite else { return nil }
    let text = description
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }
}

extension Float: ScalarSetting {}
extension Double: ScalarSetting {}
