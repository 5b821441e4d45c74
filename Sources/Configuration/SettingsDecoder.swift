internal import Base

/// What `Decodable` types read from: a node that the user wrote and the node of the defaults.
struct SettingsDecoder: Decoder {
  /// The keys that a type asked for, which are the ones it has.
  final class Asked {
    var keys: [String] = []
    var isSection = false
    /// Settings that are flattened into the type.
    var groups: [any RunSettings] = []
  }

  let reader: SettingsReader
  let node: Node
  let defaults: Node?
  let path: [String]
  let type: Any.Type
  let asked = Asked()

  var codingPath: [any CodingKey] { path.map(PlainKey.init) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The keys of a dictionary are the user's own.
  var keepsKeys: Bool { type is any KeyedByText.Type }

  /// The number of unknown keys of a section for which a known one is suggested.
  private static let suggestions = 100

  /// Reports the keys that the type did not ask for while it was read.
  func reportUnknownKeys() {
    guard asked.isSection, !keepsKeys else { return }
    // The decoder asks twice for an optional: whether it exists, and for its value.
    var known: Set<String> = []
    let keys = asked.keys.filter { known.insert($0).inserted }
    let unknown = node.entries.filter { !known.contains($0.key) }
    if unknown.isEmpty { return }
    // Made once: a file can have tens of thousands of unknown keys.
    let plain = "unknown setting" + (keys.isEmpty ? "" : "; known here: \(keys.joined(separator: ", "))")
    let nested = defaults?.keys(path: []) ?? []
    let old = (try? SettingNames(of: type).oldNames()) ?? []
    let oldHere = Dictionary(old.filter { !$0.path.contains(".") }.map { ($0.old, $0.path) }) { first, _ in first }
    for (number, entry) in unknown.enumerated() {
      // Nobody reads more suggestions, and each takes time to find.
      let guess = number < Self.suggestions ? suggestion(for: entry.key, among: keys + oldHere.keys) : nil
      let near = guess.map { [oldHere[$0].map { key in "\(key) (formerly \(guess ?? key))" } ?? $0] }
      let deeper =
        nested.filter { $0.hasSuffix("." + entry.key) }
        + old.filter { $0.old == entry.key && $0.path.contains(".") }.map(\.path)
      let candidates = near ?? deeper.map { (path + [$0]).joined(separator: ".") }
      let message =
        candidates.isEmpty ? plain : "unknown setting; did you mean \(candidates.joined(separator: " or "))?"
      reader.problems.add(entry.location, path + [shortened(entry.key)], message)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    // An empty section (every line commented out) has all its defaults.
    let isEmpty = node.isNull && defaults != nil
    if case .mapping = node.value {} else if !isEmpty { throw reader.mismatch(self.type, node, path) }
    asked.isSection = true
    return KeyedDecodingContainer(Section<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let elements) = node.value else { throw reader.mismatch(type, node, path) }
    return List(decoder: self, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

  private struct Section<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: SettingsDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] {
      decoder.node.entries.compactMap { entry in
        if decoder.keepsKeys { return Key(stringValue: entry.key) }
        return Key(stringValue: camelCase(entry.key)) ?? Key(stringValue: entry.key)
      }
    }

    private func name(_ key: Key) -> String { decoder.keepsKeys ? key.stringValue : snakeCase(key.stringValue) }

    func contains(_ key: Key) -> Bool {
      let name = name(key)
      decoder.asked.keys.append(name)
      return decoder.node[name] != nil || (!decoder.keepsKeys && decoder.defaults?[name] != nil)
    }

    func decodeNil(forKey key: Key) -> Bool {
      let name = name(key)
      return (decoder.node[name] ?? decoder.defaults?[name])?.isNull ?? true
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      if type is any FlattenedSettings.Type { return try decoder.reader.group(type, in: decoder) }
      let name = name(key)
      decoder.asked.keys.append(name)
      return try decoder.reader.value(
        type, node: decoder.node[name], defaults: decoder.keepsKeys ? nil : decoder.defaults?[name],
        path: decoder.path + [name], in: decoder.node.location)
    }

    // Swift's synthesised `init(from:)` calls these for optionals. A null, written or by default, is nil.
    private func optional<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
      let name = name(key)
      decoder.asked.keys.append(name)
      guard let chosen = decoder.node[name] ?? decoder.defaults?[name], !chosen.isNull else { return nil }
      do {
        return try decode(type, forKey: key)
      } catch is AlreadyReported {
        return nil
      }
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? { try optional(type, key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try superDecoder(forKey: key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try inner("super") }
    func superDecoder(forKey key: Key) throws -> any Decoder { try inner(name(key)) }

    private func inner(_ name: String) throws -> any Decoder {
      decoder.asked.keys.append(name)
      guard let node = decoder.node[name] ?? decoder.defaults?[name] else {
        decoder.reader.problems.add(decoder.node.location, decoder.path + [name], "the key is missing")
        throw AlreadyReported()
      }
      return SettingsDecoder(
        reader: decoder.reader, node: node, defaults: decoder.defaults?[name], path: decoder.path + [name],
        type: decoder.type)
    }
  }

  private struct List: UnkeyedDecodingContainer {
    let decoder: SettingsDecoder
    let elements: [Node]
    var currentIndex = 0

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    private func current() throws -> Node {
      if isAtEnd {
        decoder.reader.problems.add(decoder.node.location, decoder.path, "the list has too few elements")
        throw AlreadyReported()
      }
      return elements[currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
      let isNull = try current().isNull
      if isNull { currentIndex += 1 }
      return isNull
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      let node = try current()
      let path = decoder.path + ["\(currentIndex)"]
      currentIndex += 1
      return try decoder.reader.value(type, node: node, defaults: nil, path: path, in: decoder.node.location)
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
      try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
      let node = try current()
      let path = decoder.path + ["\(currentIndex)"]
      currentIndex += 1
      return SettingsDecoder(reader: decoder.reader, node: node, defaults: nil, path: path, type: decoder.type)
    }
  }

  private struct Single: SingleValueDecodingContainer {
    let decoder: SettingsDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    func decodeNil() -> Bool { decoder.node.isNull }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
      try decoder.reader.read(type, from: decoder.node, defaults: decoder.defaults, path: decoder.path)
    }
  }
}

/// `learning_rate` as `learningRate`.
private func camelCase(_ name: String) -> String {
  let words = name.split(separator: "_")
  return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
}
