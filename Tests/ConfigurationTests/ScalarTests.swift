import Configuration
import Testing

private struct One<T: Codable & Equatable & Sendable & Initial>: RunSettings {
  var value = T.initial
}
private protocol Initial { static var initial: Self { get } }
extension Int: Initial { fileprivate static var initial: Int { 0 } }
extension Double: Initial { fileprivate static var initial: Double { 0 } }
extension Float: Initial { fileprivate static var initial: Float { 0 } }
extension Bool: Initial { fileprivate static var initial: Bool { false } }
extension String: Initial { fileprivate static var initial: String { "" } }

private func read<T: Initial & Codable & Equatable & Sendable>(_ text: String, as type: T.Type) -> T? {
  try? resolve(One<T>.self, "value: \(text)").value
}

@Suite struct ScalarTests {
  @Test(arguments: [
    ("0", 0), ("12", 12), ("-3", -3), ("+4", 4), ("1_000", 1000), ("0x1F", 31), ("-0x10", -16), ("0o17", 15),
    ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
  ])
  func wholeNumbers(text: String, value: Int) { #expect(read(text, as: Int.self) == value) }

  @Test(arguments: [
    "010", "1.0", "1e3", "0x", "_1", "1_", "1__0", "--1", "+-1", "9223372036854775808", "1:30", "'1'", "١", "0x-1",
    "1 2",
    "true",
  ])
  func notWholeNumbers(text: String) { #expect(read(text, as: Int.self) == nil) }

  @Test(
    arguments: [
      ("5e-5", 5e-5), ("1e-3", 1e-3), ("1E+3", 1000), ("3", 3), (".5", 0.5), ("1.", 1), ("-0.25", -0.25),
      ("1_000.5", 1000.5),
      ("0.1", 0.1), ("1e400", nil), (".inf", nil), ("nan", nil), (".nan", nil), ("0x10", nil), ("1e", nil), ("e5", nil),
      (".", nil), ("", nil), ("1.2.3", nil), ("\"1.5\"", nil), ("01.5", nil), ("infinity", nil),
    ] as [(String, Double?)])
  func numbers(text: String, value: Double?) { #expect(read(text, as: Double.self) == value) }

  @Test func floatIsParsedWithoutRoundingToDouble() {
    #expect(read("0.1", as: Float.self) == 0.1)
    #expect(read("1e39", as: Float.self) == nil)
  }

  @Test(
    arguments: [("yes", true), ("Off", false), ("TRUE", true), ("n", nil), ("tRuE", nil), ("'yes'", nil)]
      as [(String, Bool?)])
  func booleans(text: String, value: Bool?) { #expect(read(text, as: Bool.self) == value) }

  @Test(
    arguments: [("no", "no"), ("2019", "2019"), ("'~'", "~"), ("a b", "a b"), ("~", nil), ("", nil)]
      as [(String, String?)])
  func texts(text: String, value: String?) { #expect(read(text, as: String.self) == value) }
}
