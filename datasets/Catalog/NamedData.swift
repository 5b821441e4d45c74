/// A data set that recipes find by its name.
public protocol NamedData: Sendable {
  /// Name, splits, source and licence.
  var card: DatasetCard { get }
  /// All data sets of this kind, in the order of lists and messages.
  static var all: [Self] { get }
}

extension NamedData {
  /// The name that a recipe's `dataset` setting takes.
  public var name: String { card.name }

  /// The data set with this name.
  ///
  /// - Throws: `DatasetError.unknownDataset`, which lists all names and suggests the nearest.
  public static func named(_ name: String) throws(DatasetError) -> Self {
    let all = all
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownDataset(name, expected: all.map(\.name))
    }
    return found
  }
}
