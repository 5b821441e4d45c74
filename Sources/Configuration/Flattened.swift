/// Settings whose keys are in the section of their owner, instead of a section of their own.
///
/// Settings that several recipes share are declared once; each owner gives its own defaults:
///
///     struct Settings: RunSettings {
///       var labels: [String]?
///       @Flattened var batches = Batches { $0.size = 16 }   // the file says `size: 8`, not `batches: {size: 8}`
///     }
///
/// The keys are in the place of the property. Problems, required keys and old names of the group count as the
/// owner's. No key of the group may be a key of the owner. The group cannot be optional.
/// A problem that the owner reports for a key replaces that of the group.
@propertyWrapper
public struct Flattened<Group: RunSettings>: Codable, Equatable, Sendable {
  /// The settings of the group.
  public var wrappedValue: Group

  /// A group with the owner's defaults.
  public init(wrappedValue: Group) { self.wrappedValue = wrappedValue }

  /// Reads the group from the section of its owner.
  public init(from decoder: any Decoder) throws { wrappedValue = try Group(from: decoder) }

  /// Writes the group into the section of its owner.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

/// Any `Flattened`, for the decoder and the encoder.
protocol FlattenedSettings: Codable {
  var settings: any RunSettings { get }
}

extension Flattened: FlattenedSettings {
  var settings: any RunSettings { wrappedValue }
}
