import Base
import Testing

@Suite struct JSONTests {
  @Test func readsEveryKindOfValue() throws {
    let json = try JSON(parsing: #" {"a": [1, -2.5e3, true, false, null], "b": "\u00e9\ud83d\ude00\n\"", "c": {}} "#)
    #expect(json["a"] == .array([.integer(1), .number(-2500), .bool(true), .bool(false), .null]))
    #expect(json["b"]?.string == "é😀\n\"")
    #expect(json["c"]?.object?.count == 0)
    #expect(json.object?.keys == ["a", "b", "c"])
  }

  @Test(arguments: [
    #"{"a": 1, "a": 2}"#, "[1,]", "[1 2]", "{\"a\"}", "01", "1.", "1e", "\"abc", "\"\\ud800\"", "\"\\x\"", "tru", "",
    "[1] 2", "\"\u{1}\"", "1e999", "nan",
  ]) func refusesBrokenText(_ text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  @Test func rejectsInvalidUTF8AndDeepNesting() {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
  }

  @Test func namesLineAndColumn() {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": 1,\n  \"a\": 2\n}") }
    #expect(error?.line == 3)
    #expect(error?.column == 3)
  }

  @Test func writingAndReadingAgree() throws {
    let text = #"{"z":[1,2.5,"tab\t\u2028é"],"a":{"n":null,"t":true},"e":[],"o":{}}"#
    let json = try JSON(parsing: text)
    #expect(json.compact == text)
    #expect(try JSON(parsing: json.pretty) == json)
  }
}
