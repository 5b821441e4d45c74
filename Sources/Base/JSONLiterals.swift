extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// A string literal.
  public init(stringLiteral value: String) { self = .string(value) }

  /// An array literal.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// A dictionary literal. A repeated key stops the program.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = Object()
    for (key, value) in elements {
      precondition(object[key] == nil, "duplicate key \(key)")
      object[key] = value
    }
    self = .object(object)
  }
}
