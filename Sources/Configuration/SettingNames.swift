internal import Base

/// The old names of keys in a tree of settings, by the structure of the settings type.
indirect enum SettingNames {
  /// A section: the key of today for each old name, and the names inside each value.
  case section(aliases: [String: String], inner: [String: SettingNames])
  /// A list, or a dictionary with keys of the user's choice: the names inside each element.
  case each(SettingNames)
  /// A value without keys of its own.
  case none

  /// The names of a settings type.
  ///
  /// - Throws: `ConfigurationError.unwritable` where a default cannot be written.
  init(_ type: any RunSettings.Type) throws(ConfigurationError) {
    try self.init(SettingsEncoder.root(type.init()))
  }

  /// The names in a value that was encoded.
  private init(_ slot: SettingsEncoder.Slot) throws(ConfigurationError) {
    guard case .mapping(let entries) = slot.content, !(slot.type is any SettingCollection.Type) else {
      if let type = slot.type { try self.init(of: type) } else { self = .none }
      return
    }
    var inner: [String: SettingNames] = [:]
    for entry in entries { inner[entry.key] = try SettingNames(entry.value) }
    let keys = Set(entries.map(\.key))
    for (old, key) in slot.aliases {
      precondition(keys.contains(key) && !keys.contains(old), "\(old) is no old name of the setting \(key)")
    }
    self = .section(aliases: slot.aliases, inner: inner)
  }

  /// The names of any type, also of one without a value to look at.
  init(of type: Any.Type) throws(ConfigurationError) {
    if let settings = type as? any RunSettings.Type {
      try self.init(settings)
    } else if let collection = type as? any SettingCollection.Type {
      self = .each(try SettingNames(of: collection.elementType))
    } else {
      self = .none
    }
  }

  /// Replaces old names by the keys of today. Each one found is a remark, or a problem where both are given.
  func renameOldKeys(in node: inout Node, path: [String], _ problems: ProblemList) {
    switch (self, node.value) {
    case (.each(let element), .list(var elements)):
      for index in elements.indices { element.renameOldKeys(in: &elements[index], path: path + ["\(index)"], problems) }
      node.value = .list(elements)
    case (.each(let element), .mapping(var entries)):
      for index in entries.indices {
        element.renameOldKeys(in: &entries[index].value, path: path + [entries[index].key], problems)
      }
      node.value = .mapping(entries)
    case (.section(let aliases, let inner), .mapping(let entries)):
      node.value = .mapping(Self.renamed(entries, aliases, inner, path, problems))
    default: return
    }
  }

  private static func renamed(
    _ entries: [Node.Entry], _ aliases: [String: String], _ inner: [String: SettingNames], _ path: [String],
    _ problems: ProblemList
  ) -> [Node.Entry] {
    var places: [String: SettingLocation] = [:]
    for entry in entries where aliases[entry.key] == nil { places[entry.key] = entry.location }
    return entries.compactMap { entry in
      var entry = entry
      if let key = aliases[entry.key] {
        if let place = places[key] {
          problems.add(
            entry.location, path + [entry.key],
            "this key is now called \(key), which is also given (\(place)): keep one")
          return nil
        }
        places[key] = entry.location
        problems.remark(entry.location, path + [entry.key], "this key is now called \(key)")
        (entry.key, entry.oldKey) = (key, entry.key)
      }
      inner[entry.key]?.renameOldKeys(in: &entry.value, path: path + [entry.key], problems)
      return entry
    }
  }

  /// The key of today for a key of this section, and the names inside its value.
  func current(_ key: String) -> (key: String, inner: SettingNames) {
    switch self {
    case .section(let aliases, let inner):
      let key = aliases[key] ?? key
      return (key, inner[key] ?? .none)
    case .each(let element): return (key, element)
    case .none: return (key, .none)
    }
  }

  /// The old names that are read, each with the dotted path of the key of today.
  func oldNames(path: [String] = []) -> [(old: String, path: String)] {
    guard case .section(let aliases, let inner) = self else { return [] }
    return aliases.sorted { $0.key < $1.key }.map { ($0.key, (path + [$0.value]).joined(separator: ".")) }
      + inner.sorted { $0.key < $1.key }.flatMap { $0.value.oldNames(path: path + [$0.key]) }
  }
}

/// Lists, sets and dictionaries: what their elements are.
protocol SettingCollection {
  static var elementType: Any.Type { get }
}
extension Array: SettingCollection { static var elementType: Any.Type { Element.self } }
extension Set: SettingCollection { static var elementType: Any.Type { Element.self } }
extension Dictionary: SettingCollection where Key == String { static var elementType: Any.Type { Value.self } }
