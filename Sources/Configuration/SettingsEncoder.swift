/// Writes a value as a tree of nodes. Keys become snake_case. A nil becomes `null` rather than nothing, so that every
/// key is written.
struct SettingsEncoder: Encoder {
  /// A value while it is written.
  final class Slot {
    enum Content {
      case leaf(Node)
      case list([Slot])
      case mapping([(key: String, value: Slot)])
    }
    var content = Content.mapping([])
    /// The declared type of the value.
    var type: Any.Type?
    /// Old names of the keys of a section.
    var aliases: [String: String] = [:]

    var node: Node {
      switch content {
      case .leaf(let node): node
      case .list(let elements): Node(.list(elements.map(\.node)), at: .defaults)
      case .mapping(let entries):
        Node(
          .mapping(entries.map { Node.Entry(key: $0.key, location: .defaults, value: $0.value.node) }), at: .defaults)
      }
    }
  }

  let slot: Slot
  let codingPath: [any CodingKey]
  let keepsKeys: Bool

  init(slot: Slot = Slot(), codingPath: [any CodingKey], keepsKeys: Bool) {
    self.slot = slot
    self.codingPath = codingPath
    self.keepsKeys = keepsKeys
  }

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static let null = Node(.scalar("null", isPlain: true), at: .defaults)

  /// The tree of a value.
  ///
  /// - Throws: `ConfigurationError.unwritable` for a number that is not finite and for a value whose own `encode(to:)`
  ///   throws.
  static func node<T: Encodable>(_ value: T) throws(ConfigurationError) -> Node { try root(value).node }

  /// The tree of a value with its types.
  ///
  /// - Throws: as `node(_:)`
  static func root<T: Encodable>(_ value: T) throws(ConfigurationError) -> Slot {
    do {
      return try slot(value, path: [])
    } catch EncodingError.invalidValue(_, let context) {
      let path = context.codingPath.map { snakeCase($0.stringValue) }
      throw .unwritable(key: path.joined(separator: "."), reason: context.debugDescription)
    } catch {
      throw .unwritable(key: "", reason: "\(error)")
    }
  }

  private static func slot<T: Encodable>(_ value: T, path: [any CodingKey]) throws -> Slot {
    let encoder = SettingsEncoder(codingPath: path, keepsKeys: T.self is any KeyedByText.Type)
    encoder.slot.type = T.self
    encoder.slot.aliases = (T.self as? any RunSettings.Type)?.aliases ?? [:]
    if let scalar = value as? any ScalarSetting {
      guard let text = scalar.written else {
        throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: "\(value) is not finite"))
      }
      encoder.slot.content = .leaf(Node(.scalar(text, isPlain: !(value is String)), at: .defaults))
      return encoder.slot
    }
    try value.encode(to: encoder)
    if encoder.keepsKeys, case .mapping(let entries) = encoder.slot.content {
      // A dictionary has no order of its own; the file's must not change from run to run.
      encoder.slot.content = .mapping(entries.sorted { $0.key < $1.key })
    }
    return encoder.slot
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Section<Key>(slot: slot, codingPath: codingPath, keepsKeys: keepsKeys))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.content = .list([])
    return List(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot, codingPath: codingPath) }

  private struct Section<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]
    let keepsKeys: Bool

    private func put(_ value: Slot, _ key: any CodingKey) {
      guard case .mapping(let entries) = slot.content else { return }
      let name = keepsKeys ? key.stringValue : snakeCase(key.stringValue)
      precondition(keepsKeys || !entries.contains { $0.key == name }, "two settings have the key \(name)")
      slot.content = .mapping(entries + [(name, value)])
    }

    func encodeNil(forKey key: Key) { putNull(nil, key) }

    /// A null for a value of a type.
    private func putNull(_ type: Any.Type?, _ key: Key) {
      let null = Slot()
      null.content = .leaf(SettingsEncoder.null)
      null.type = type
      put(null, key)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      if let group = value as? any FlattenedSettings {
        slot.aliases.merge(Swift.type(of: group.settings).aliases) { first, _ in first }
        return try group.encode(to: SettingsEncoder(slot: slot, codingPath: codingPath, keepsKeys: false))
      }
      put(try SettingsEncoder.slot(value, path: codingPath + [key]), key)
    }

    // Swift's synthesised `encode(to:)` calls these for optionals, and by default they write nothing for nil.
    private func putOptional<T: Encodable>(_ value: T?, _ key: Key) throws {
      if let value { try encode(value, forKey: key) } else { putNull(T.self, key) }
    }
    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try putOptional(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try putOptional(value, key) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { superEncoder(forKey: key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { inner(PlainKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { inner(key) }

    private func inner(_ key: any CodingKey) -> any Encoder {
      let encoder = SettingsEncoder(codingPath: codingPath + [key], keepsKeys: false)
      put(encoder.slot, key)
      return encoder
    }
  }

  private struct List: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var count: Int { if case .list(let elements) = slot.content { elements.count } else { 0 } }

    private func put(_ value: Slot) {
      if case .list(let elements) = slot.content { slot.content = .list(elements + [value]) }
    }

    func encodeNil() {
      let null = Slot()
      null.content = .leaf(SettingsEncoder.null)
      put(null)
    }

    func encode<T: Encodable>(_ value: T) throws { put(try SettingsEncoder.slot(value, path: codingPath)) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      superEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder {
      let encoder = SettingsEncoder(codingPath: codingPath, keepsKeys: false)
      put(encoder.slot)
      return encoder
    }
  }

  private struct Single: SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    func encodeNil() { slot.content = .leaf(SettingsEncoder.null) }

    func encode<T: Encodable>(_ value: T) throws {
      slot.content = try SettingsEncoder.slot(value, path: codingPath).content
    }
  }
}
