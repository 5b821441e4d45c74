/// A JSON value. It keeps the order of an object's members, and rejects what RFC 8259 leaves undefined.
///
/// Foundation's parser accepts duplicate keys and gives no line numbers; both matter for data files and checkpoints,
/// where a member that is lost without notice changes the experiment.
public enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction or exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  /// The member of an object, or nil if this is no object or has no such member.
  public subscript(key: String) -> JSON? {
    if case .object(let object) = self { return object[key] }
    return nil
  }

  /// The value as a string, or nil.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The value as an integer, or nil.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The value as a boolean, or nil.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The value as a list, or nil.
  public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  /// The value as an object, or nil.
  public var object: Object? { if case .object(let value) = self { value } else { nil } }
  /// The value as a number, integer or not, or nil.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// The kind of value, for messages: "a string", "an object" …
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// An error in a JSON text, with its place.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Line in the text, from 1.
  public let line: Int
  /// Byte in the line, from 1.
  public let column: Int
  /// What was found and what was expected.
  public let problem: String

  /// `line 3, column 14: …`
  public var description: String { "line \(line), column \(column): \(problem)" }
}
