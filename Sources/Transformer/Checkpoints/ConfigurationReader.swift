internal import Base

/// Reads the members of a `config.json` and collects what is wrong with each, so that all problems are reported at
/// once.
struct ConfigurationReader {
  let path: String
  let object: JSON.Object
  private(set) var problems: [String] = []

  /// A reader of the file at `path`.
  init(path: String) throws(CheckpointError) {
    let json = try readJSON(path: path)
    guard let object = json.object else {
      throw .malformed(path: path, problem: "found \(json.kind), expected an object")
    }
    self.init(object, path: path)
  }

  /// A reader of an object; `path` is for messages.
  init(_ object: JSON.Object, path: String) {
    self.object = object
    self.path = path
  }

  /// The member called `key`, or nil if it is missing or null.
  private func value(_ key: String) -> JSON? { object[key] == .null ? nil : object[key] }

  /// A whole number in `range`; `fallback` if the member is missing or null.
  mutating func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int?) -> Int {
    guard let value = value(key) else {
      if let fallback { return fallback }
      problems.append("\(key) is missing")
      return range.lowerBound
    }
    guard let number = value.integer, range.contains(number) else {
      problems.append(
        "\(key) is \(excerpt(value.compact)), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return number
  }

  /// A number in `range`; `fallback` if the member is missing or null.
  mutating func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double) -> Double {
    guard let value = value(key) else { return fallback }
    guard let number = value.number, range.contains(number) else {
      problems.append(
        "\(key) is \(excerpt(value.compact)), expected a number from \(range.lowerBound) to \(range.upperBound)")
      return fallback
    }
    return number
  }

  /// One of the strings of `choices`; `fallback` if the member is missing or null.
  mutating func choice<Value>(_ key: String, _ choices: [(String, Value)], default fallback: Value) -> Value {
    guard let value = value(key) else { return fallback }
    if let found = choices.first(where: { $0.0 == value.string }) { return found.1 }
    let names = choices.map(\.0).joined(separator: ", ")
    problems.append("\(key) is \(excerpt(value.compact)), expected one of \(names)")
    return fallback
  }

  /// true or false; `fallback` if the member is missing.
  mutating func flag(_ key: String, default fallback: Bool) -> Bool {
    guard let value = object[key] else { return fallback }
    if case .bool(let flag) = value { return flag }
    problems.append("\(key) is not true or false")
    return fallback
  }

  /// Notes a problem if a member is neither missing nor null nor `only`; `reason` says what is supported.
  mutating func fixed(_ key: String, _ only: JSON, _ reason: String) {
    if let value = value(key), value != only {
      problems.append("\(key) is \(excerpt(value.string ?? value.compact)); \(reason)")
    }
  }

  /// Notes a problem if the condition is false.
  mutating func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { problems.append(problem()) }
  }

  /// Throws all problems found so far.
  func finish() throws(CheckpointError) {
    if problems.isEmpty { return }
    throw .unsupported(path: path, problem: "\n  " + problems.joined(separator: "\n  "))
  }
}
