import Base
import Testing

/// Objects of any size keep their members.
@Suite struct JSONObjectTests {
  @Test(arguments: [0, 1, 7, 8, 9, 100, 1000]) func membersByKey(_ count: Int) {
    var object = JSON.Object()
    for index in 0..<count { object["key \(index)"] = .integer(index) }
    #expect(object.count == count && object.keys == (0..<count).map { "key \($0)" })
    #expect((0..<count).allSatisfy { object["key \($0)"] == .integer($0) })
    #expect(object["key \(count)"] == nil)
    for index in 0..<count where index % 3 != 0 { object["key \(index)"] = nil }
    for index in 0..<count { object["again \(index)"] = .null }
    #expect((0..<count).allSatisfy { object["key \($0)"] == ($0 % 3 == 0 ? .integer($0) : nil) })
    #expect((0..<count).allSatisfy { object["again \($0)"] == .null })
    if count > 0 {
      object["key 0"] = .bool(true)
      #expect(object["key 0"] == .bool(true) && object.keys.first == "key 0")
    }
  }

  /// Keys with different bytes are two keys, even if they are equal as Swift strings.
  @Test func keysAreBytes() throws {
    let json = try JSON(parsing: "{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(json["\u{E9}"] == .integer(1) && json["e\u{301}"] == .integer(2))
    #expect(throws: JSONError.self) { try JSON(parsing: "{\"a\": 1, \"\\u0061\": 2}") }
  }

  @Test func escapes() throws {
    let json = try JSON(parsing: #"["\u0120\u00e9\u20AC\ud83d\ude00", "\u00G0"]"#.replacing(#", "\u00G0""#, with: ""))
    #expect(json.array?.first?.string == "\u{120}\u{E9}\u{20AC}\u{1F600}")
    #expect(throws: JSONError.self) { try JSON(parsing: #""\u00G0""#) }
  }
}
