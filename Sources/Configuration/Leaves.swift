extension Node {
  /// The differences of two trees of settings, one line each: `epochs: 3 before, 5 now`. Places and the order of keys
  /// are ignored.
  ///
  /// - Parameters:
  ///   - before: the other tree
  ///   - keys: dotted paths that may differ
  public func differences(from before: Node, but keys: Set<String> = []) -> [String] {
    let now = leaves(path: []).filter { !keys.contains($0.key) }
    let old = before.leaves(path: []).filter { !keys.contains($0.key) }
    let oldByKey = Dictionary(old.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    let newKeys = Set(now.map(\.key))
    let changed = now.compactMap { key, value in
      oldByKey[key] == value ? nil : "\(key): \(oldByKey[key] ?? "nothing") before, \(value) now"
    }
    let gone = old.compactMap { key, value in
      newKeys.contains(key) ? nil : "\(key): \(value) before, nothing now"
    }
    return changed + gone
  }

  /// The text of every single value, by its dotted path.
  public func texts(path: [String] = []) -> [(key: String, text: String)] {
    switch value {
    case .scalar(let text, _): [(path.joined(separator: "."), text)]
    case .list(let items): items.flatMap { $0.texts(path: path) }
    case .mapping(let entries): entries.flatMap { $0.value.texts(path: path + [$0.key]) }
    }
  }

  /// Every value that is not a section, by its dotted path.
  private func leaves(path: [String]) -> [(key: String, value: String)] {
    if case .mapping(let entries) = value, !entries.isEmpty {
      return entries.flatMap { $0.value.leaves(path: path + [$0.key]) }
    }
    return [(path.joined(separator: "."), String(yaml.dropLast()))]
  }
}

extension RunSettings {
  /// The dotted paths of all settings, in the order of their declaration.
  public static var keys: [String] { ((try? SettingsEncoder.node(Self()))?.keys(path: [])) ?? [] }
}

extension Node {
  /// The dotted path of every value that is not a section.
  func keys(path: [String]) -> [String] {
    if case .mapping(let entries) = value, !entries.isEmpty {
      return entries.flatMap { $0.value.keys(path: path + [$0.key]) }
    }
    return [path.joined(separator: ".")]
  }
}
