internal import Base

/// Thrown after a problem was added to the list, to stop reading the value that contains it.
struct AlreadyReported: Error {}

/// Reads values from a tree of nodes, with defaults for missing ones, and reports every problem, not only the first.
struct SettingsReader {
  let problems: ProblemList

  /// All settings, or nil where an invalid value has no default.
  func readRoot<T: RunSettings>(_ type: T.Type, from node: Node) throws(ConfigurationError) -> T? {
    let defaults = try SettingsEncoder.node(T())
    do {
      return try read(type, from: node, defaults: defaults, path: [])
    } catch let error as ConfigurationError {
      throw error
    } catch {
      return nil
    }
  }

  /// A value as it was written, or else its default.
  ///
  /// An invalid value is reported and replaced by its default, so that the values after it are checked as well.
  func value<T: Decodable>(_ type: T.Type, node: Node?, defaults: Node?, path: [String], in parent: SettingLocation)
    throws -> T
  {
    guard let node else {
      if type is any RunSettings.Type, let defaults {
        // Read as an empty section, so that its required keys are reported.
        return try read(type, from: Node(.mapping([]), at: parent), defaults: defaults, path: path)
      }
      if let defaults { return try problems.silently { try read(type, from: defaults, defaults: nil, path: path) } }
      problems.add(parent, path, "the key is missing: expected \(Self.expected(type))")
      return try placeholder(type)
    }
    do {
      return try read(type, from: node, defaults: defaults, path: path)
    } catch is AlreadyReported {
      guard let defaults, !(defaults.isNull && !node.isNull) else { return try placeholder(type) }
      return try problems.silently { try read(type, from: defaults, defaults: nil, path: path) }
    }
  }

  private func placeholder<T>(_ type: T.Type) throws -> T {
    if let scalar = type as? any ScalarSetting.Type, let value = scalar.placeholder as? T { return value }
    if let settings = type as? any RunSettings.Type, let value = settings.init() as? T { return value }
    throw AlreadyReported()
  }

  /// A value from a node.
  func read<T: Decodable>(_ type: T.Type, from node: Node, defaults: Node?, path: [String]) throws -> T {
    if let scalar = type as? any ScalarSetting.Type {
      if case .scalar(let text, let isPlain) = node.value, let value = scalar.read(text, isPlain: isPlain) as? T {
        return value
      }
      throw mismatch(type, node, path)
    }
    if let choice = type as? any (CaseIterable & RawRepresentable).Type, let choices = Self.choices(choice) {
      return try readChoice(type, choices, from: node, path: path)
    }
    var defaults = defaults
    if let settings = type as? any RunSettings.Type, defaults?.isNull ?? true {
      defaults = try SettingsEncoder.node(settings.init())
    }
    let decoder = SettingsDecoder(reader: self, node: node, defaults: defaults, path: path, type: type)
    do {
      let value = try type.init(from: decoder)
      decoder.reportUnknownKeys()
      // The owner before its groups: of two problems with one key the first is kept.
      let settings = (value as? any RunSettings).map { [$0] } ?? []
      for settings in settings + decoder.asked.groups { report(settings, node: node, path: path) }
      return value
    } catch let error as DecodingError {
      problems.add(node.location, path, Self.describe(error, found: node.found))
      throw AlreadyReported()
    }
  }

  /// Settings whose keys are in the section of their owner.
  func group<T: Decodable>(_ type: T.Type, in owner: SettingsDecoder) throws -> T {
    let value = try type.init(from: owner)
    if let group = value as? any FlattenedSettings { owner.asked.groups.append(group.settings) }
    return value
  }

  /// Reports missing keys and invalid values of settings.
  private func report<T: RunSettings>(_ settings: T, node: Node, path: [String]) {
    for key in T.required where node[key] == nil {
      let place = node.entries.isEmpty ? node.location : node.entries[0].location
      let name = (path + [key]).joined(separator: ".")
      problems.add(place, path + [key], "this setting has no default: set it in the file or as \(name)=VALUE")
    }
    for problem in settings.problems() {
      // This node holds only the keys from here inwards.
      let inner = LocatedProblem(problem, in: node)
      let key = (path + [inner.key]).joined(separator: ".")
      let isPlaced = inner.location != .defaults || node.location == .defaults
      problems.add(LocatedProblem(location: isPlaced ? inner.location : .defaults, key: key, message: inner.message))
    }
  }

  private func readChoice<T>(_ type: T.Type, _ choices: [(name: String, value: Any)], from node: Node, path: [String])
    throws -> T
  {
    guard let text = node.text else { throw mismatch(type, node, path) }
    if let value = choices.first(where: { $0.name == text })?.value as? T { return value }
    let near = suggestion(for: text, among: choices.map(\.name)).map { "; did you mean \($0)?" } ?? ""
    problems.add(node.location, path, "expected \(Self.expected(type)), found '\(shortened(text))'\(near)")
    throw AlreadyReported()
  }

  func mismatch(_ type: Any.Type, _ node: Node, _ path: [String]) -> AlreadyReported {
    var message = "expected \(Self.expected(type)), found \(node.found)"
    if let scalar = type as? any ScalarSetting.Type, case .scalar(let text, isPlain: false) = node.value,
      scalar.read(text, isPlain: true) != nil
    {
      message += ": leave out the quotation marks"
    }
    problems.add(node.location, path, message)
    return AlreadyReported()
  }

  /// The names of an enum whose raw values are strings, in order, or nil for other enums.
  private static func choices(_ type: any (CaseIterable & RawRepresentable).Type) -> [(name: String, value: Any)]? {
    func open<E: CaseIterable & RawRepresentable>(_ type: E.Type) -> [(name: String, value: Any)]? {
      guard E.RawValue.self == String.self else { return nil }
      return type.allCases.compactMap { choice in (choice.rawValue as? String).map { ($0, choice) } }
    }
    return open(type)
  }

  /// What a type is written as, for a message.
  static func expected(_ type: Any.Type) -> String {
    if let scalar = type as? any ScalarSetting.Type { return scalar.expected }
    if let choice = type as? any (CaseIterable & RawRepresentable).Type, let choices = choices(choice) {
      return "one of " + choices.map(\.name).joined(separator: ", ")
    }
    if type is any KeyedByText.Type { return "a section of keys" }
    if type is any SettingCollection.Type { return "a list such as [a, b]" }
    return "a section of keys"
  }

  private static func describe(_ error: DecodingError, found: String) -> String {
    switch error {
    case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
      .valueNotFound(_, let context):
      "\(context.debugDescription); found \(found)"
    @unknown default: "\(error); found \(found)"
    }
  }
}
