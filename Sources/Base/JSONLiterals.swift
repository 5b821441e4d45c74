extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// A string written in the program.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A list written in the program.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// An object written in the program; a repeated key is a programmer's error.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = Object()
    for (key, value) in elements {
      precondition(object[key] == nil, "duplicate key \(key)")
      object[key] = value
    }
    self = .object(object)
  }
}
