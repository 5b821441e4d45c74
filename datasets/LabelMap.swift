public import Base

/// The names of the classes, in the order of the classifier's outputs.
public struct LabelMap: Sendable, Equatable, Codable {
  /// The name of each class.
  public let names: [String]
  private let indices: [String: Int]

  /// Classes in the order given.
  ///
  /// - Throws: `DatasetError.labels` where there is none, one is blank or one appears twice.
  public init(names: [String]) throws(DatasetError) {
    if names.isEmpty { throw .labels("the list is empty; name at least two classes") }
    var indices: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.isBlank || name.hasSpaceAround {
        throw .labels("\"\(excerpt(name))\" is blank or has white space around it; remove the space")
      }
      if indices.updateValue(index, forKey: name) != nil {
        throw .labels("\"\(excerpt(name))\" appears twice; remove one")
      }
    }
    self.names = names
    self.indices = indices
  }

  /// Classes whose names are known to be sound.
  init(sound names: [String]) {
    self.names = names
    indices = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The classes of the training data: by value where all names are numbers, else by name.
  ///
  /// - Throws: `DatasetError` where an example has no label, or all have the same.
  public init(training split: TextSplit) throws(DatasetError) {
    var log = ProblemLog(path: split.path)
    for example in split.examples where example.label == nil { log.add(example.line, .noLabel) }
    try log.check()
    let found = Set(split.examples.compactMap(\.label))
    if found.count == 1, let only = found.first {
      throw .labels("every example of \(split.path) is \"\(excerpt(only))\"; a classifier needs at least two classes")
    }
    let values = found.compactMap { name in finiteNumber(name).map { (value: $0, name: name) } }
    if values.count == found.count {
      try self.init(names: values.sorted { ($0.value, $0.name) < ($1.value, $1.name) }.map(\.name))
    } else {
      try self.init(names: found.sorted())
    }
  }

  /// The number of a class, or nil where the map has no class of this name.
  public func index(of name: String) -> Int? { indices[name] }

  /// Number of classes.
  public var count: Int { names.count }

  /// Whether the names are equal; the index is made from them.
  public static func == (first: LabelMap, second: LabelMap) -> Bool { first.names == second.names }

  /// Reads the names as a list.
  public init(from decoder: any Decoder) throws {
    try self.init(names: decoder.singleValueContainer().decode([String].self))
  }

  /// Writes the names as a list.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(names)
  }

  /// The names as a JSON list.
  public var json: JSON { .array(names.map { .string($0) }) }

  /// Reads a JSON list of names, or the object from number to name that checkpoints call `id2label`.
  public init(json: JSON) throws(DatasetError) {
    if let list = json.array {
      let names = list.compactMap(\.string)
      if names.count != list.count { throw .labels("found \(excerpt(json.compact)), expected a list of strings") }
      try self.init(names: names)
    } else if let object = json.object {
      let names = (0..<object.count).compactMap { object[String($0)]?.string }
      if names.count != object.count {
        throw .labels("found \(excerpt(json.compact)), expected the keys 0 to \(object.count - 1), each with a string")
      }
      try self.init(names: names)
    } else {
      throw .labels("found \(json.kind), expected a list of names, or an object from number to name")
    }
  }
}

extension TextSplit {
  /// The class of each example.
  ///
  /// - Throws: `DatasetError.problems` with every example whose label is missing or not in the map.
  public func classes(_ labels: LabelMap) throws(DatasetError) -> [Int] {
    var log = ProblemLog(path: path)
    var classes: [Int] = []
    classes.reserveCapacity(examples.count)
    for example in examples {
      if let label = example.label {
        if let index = labels.index(of: label) {
          classes.append(index)
        } else {
          log.add(example.line, .unknownLabel(label, expected: labels.names))
        }
      } else {
        log.add(example.line, .noLabel)
      }
    }
    try log.check()
    return classes
  }

  /// The labels as numbers, for regression.
  ///
  /// - Throws: `DatasetError.problems` with every example whose label is missing or no finite number.
  public func targets() throws(DatasetError) -> [Float] {
    var log = ProblemLog(path: path)
    var targets: [Float] = []
    targets.reserveCapacity(examples.count)
    for example in examples {
      guard let label = example.label else {
        log.add(example.line, .noLabel)
        continue
      }
      if let value = finiteNumber(label), Float(value).isFinite {
        targets.append(Float(value))
      } else {
        log.add(example.line, .notANumber(label))
      }
    }
    try log.check()
    return targets
  }
}

/// A decimal number, or nil: Swift's own conversion also takes hexadecimal, infinity and NaN.
private func finiteNumber(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
  }
  guard allowed, let value = Double(text), value.isFinite else { return nil }
  return value
}
