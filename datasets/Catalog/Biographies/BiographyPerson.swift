/// An invented person.
public struct BiographyPerson: Sendable, Equatable {
  /// First, middle and last name. The full name is unique; each part is shared with other people.
  public let name: String
  /// Whether the texts say "she" instead of "he".
  public let isWoman: Bool
  /// The values in the order of `BiographyAttribute.allCases`.
  let values: [String]

  /// The value of an attribute.
  public func value(of attribute: BiographyAttribute) -> String {
    values[BiographyAttribute.allCases.firstIndex(of: attribute) ?? 0]
  }
}
