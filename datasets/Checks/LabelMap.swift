public import Base

/// The names of the classes, in the order of the classifier's outputs.
public struct LabelMap: Sendable, Equatable, Codable {
  /// The name of each class.
  public let names: [String]
  private let indices: [String: Int]

  /// Creates a map from names in their order.
  ///
  /// - Throws: `DatasetError.labels` if there is no name, or a name is blank, has white space around it or appears
  ///   twice.
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

  /// Creates a map from names that are known to be valid.
  init(valid names: [String]) {
    self.names = names
    indices = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The number of a class, or nil if the map has no class of this name.
  public func index(of name: String) -> Int? { indices[name] }

  /// Number of classes.
  public var count: Int { names.count }

  /// Whether the names are equal; the indices follow from them.
  public static func == (first: LabelMap, second: LabelMap) -> Bool { first.names == second.names }

  /// Decodes a list of names.
  public init(from decoder: any Decoder) throws {
    try self.init(names: decoder.singleValueContainer().decode([String].self))
  }

  /// Encodes the names as a list.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(names)
  }

  /// The names as a JSON list.
  public var json: JSON { .array(names.map { .string($0) }) }

  /// Reads a JSON list of names, or an object from number to name (`id2label` in a checkpoint's `config.json`).
  ///
  /// - Throws: `DatasetError.labels` if the JSON has another form, or the names are not valid.
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
