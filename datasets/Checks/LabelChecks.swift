internal import Base

extension LabelMap {
  /// Creates a map of the labels in the training data, sorted by value if all are numbers, else by name.
  ///
  /// - Throws: `DatasetError` if an example has no label, or all examples have the same label.
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
}

extension TextSplit {
  /// The class of each example, as its number in the map.
  ///
  /// - Throws: `DatasetError.problems` with each example that has no label, or a label that is not in the map.
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
  /// - Throws: `DatasetError.problems` with each example whose label is missing or not a finite number.
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

/// A decimal number, or nil. Swift's `Double(_:)` would also accept hexadecimal numbers, infinity and NaN.
private func finiteNumber(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
  }
  guard allowed, let value = Double(text), value.isFinite else { return nil }
  return value
}
