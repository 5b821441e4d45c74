/// A `key=value` of the command line: one setting, by its dotted path, that wins over the file.
public struct Override: Equatable, Sendable {
  /// The keys from the outermost section inwards.
  public private(set) var path: [String]
  /// The value of the setting.
  public private(set) var value: Node
  /// The old name that was written, where the last key of `path` is the name of today.
  private var oldKey: String?

  /// Parses `optimizer.learning_rate=3e-5`.
  ///
  /// A value that starts with `[`, `{`, `"` or `'` is parsed as YAML. Every other value is one plain scalar, so `#` and
  /// `:` need no quotation marks. An empty value is null.
  ///
  /// - Throws: `ConfigurationError.invalid` if there is no `=`, no key, an empty part in the path, or invalid YAML.
  public init(_ argument: String) throws(ConfigurationError) {
    func refuse(_ key: String, _ message: String) -> ConfigurationError {
      .invalid([LocatedProblem(location: .commandLine, key: key, message: message)])
    }
    guard let equals = argument.firstIndex(of: "=") else {
      throw refuse("", "expected key=value, found '\(shortened(argument))'")
    }
    let key = String(argument[..<equals])
    path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.allSatisfy({ !$0.isEmpty }) else {
      throw refuse(key, "expected key=value with a key such as learning_rate, found '\(shortened(argument))'")
    }
    let text = argument[argument.index(after: equals)...].drop(while: \.isWhitespace)
    guard let first = text.first, "[{\"'".contains(first) else {
      let trimmed = String(text.reversed().drop(while: \.isWhitespace).reversed())
      value = Node(.scalar(trimmed, isPlain: true), at: .commandLine)
      return
    }
    do {
      value = try Node(parsing: Array(text.utf8), path: "").relocated(to: .commandLine)
    } catch .invalid(let problems) {
      throw refuse(key, problems.map(\.message).joined(separator: "; "))
    }
  }

  /// The same with the keys of today in place of old names.
  func renamed(_ names: SettingNames, _ problems: ProblemList) -> Override {
    var result = self
    var names = names
    for (index, key) in path.enumerated() {
      let current = names.current(key)
      if current.key != key {
        problems.remark(.commandLine, Array(path.prefix(index + 1)), "this key is now called \(current.key)")
        result.path[index] = current.key
        if index == path.count - 1 { result.oldKey = key }
      }
      names = current.inner
    }
    names.renameOldKeys(in: &result.value, path: result.path, problems)
    return result
  }

  /// Writes the value into a tree of settings, with the sections that contain it.
  func apply(to root: inout Node, _ problems: ProblemList) {
    set(in: &root, path[...], problems)
  }

  private func set(in node: inout Node, _ rest: ArraySlice<String>, _ problems: ProblemList) {
    guard let key = rest.first else { return }
    if node.isNull { node.value = .mapping([]) }
    guard case .mapping(var entries) = node.value else {
      let outer = path.prefix(path.count - rest.count).joined(separator: ".")
      problems.add(.commandLine, path, "\(outer) is \(node.found) at \(node.location), not a section with keys")
      return
    }
    let index = entries.firstIndex { $0.key == key }
    if rest.count == 1 {
      var entry = Node.Entry(key: key, location: .commandLine, value: value)
      entry.oldKey = oldKey
      if let index, entries[index].location == .commandLine {
        let spellings = [entries[index].oldKey ?? key, oldKey ?? key]
        let isSame = spellings[0] == spellings[1]
        problems.add(
          .commandLine, path,
          "given twice on the command line" + (isSame ? "" : ", as \(spellings[0]) and as \(spellings[1])"))
      }
      if let index { entries[index] = entry } else { entries.append(entry) }
    } else {
      var inner = index.map { entries[$0].value } ?? Node(.mapping([]), at: .commandLine)
      set(in: &inner, rest.dropFirst(), problems)
      if let index {
        entries[index].value = inner
      } else {
        entries.append(Node.Entry(key: key, location: .commandLine, value: inner))
      }
    }
    node.value = .mapping(entries)
  }
}

extension Node {
  /// The same value with another place.
  func relocated(to place: SettingLocation) -> Node {
    switch value {
    case .scalar: Node(value, at: place)
    case .list(let elements): Node(.list(elements.map { $0.relocated(to: place) }), at: place)
    case .mapping(let entries):
      Node(
        .mapping(entries.map { Entry(key: $0.key, location: place, value: $0.value.relocated(to: place)) }), at: place)
    }
  }
}
