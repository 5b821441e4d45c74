public import Base

extension RunSettings {
  /// Every setting with its value, for files that other programs read.
  ///
  /// - Throws: `ConfigurationError.unwritable` for infinities and NaN.
  public func json() throws(ConfigurationError) -> JSON { try SettingsEncoder.node(self).json }
}

extension Node {
  /// The same tree as JSON; plain scalars become numbers, booleans or null where they are valid as such.
  fileprivate var json: JSON {
    switch value {
    case .list(let elements): return .array(elements.map(\.json))
    case .mapping(let entries):
      var object = JSON.Object()
      for entry in entries { object[entry.key] = entry.value.json }
      return .object(object)
    case .scalar(let text, let isPlain):
      guard isPlain else { return .string(text) }
      if Scalar.isNull(text) { return .null }
      if let value = Scalar.bool(text) { return .bool(value) }
      if let value = Scalar.integer(text, as: Int.self) { return .integer(value) }
      if let value = Scalar.number(text, as: Double.self) { return .number(value) }
      return .string(text)
    }
  }
}
