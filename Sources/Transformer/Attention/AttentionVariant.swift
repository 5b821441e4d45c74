/// A kind of attention that a decoder can be made with, by its name in settings and checkpoints.
///
/// A variant is one file, and one line in `AttentionVariants.all`. `config.json` says which variant a checkpoint has by
/// its `model_type`, which follows from the name (`DecoderKind.modelType`).
public protocol AttentionVariant: SendableMetatype {
  /// The value of `architecture.attention`, in snake case.
  static var name: String { get }

  /// The kinds of positions that it can be used with.
  static var positions: [PositionKind] { get }

  /// Its own settings: keys of `config.json` that begin with "attention_".
  static var settings: [AttentionSetting] { get }

  /// What is wrong with sizes that are valid on their own.
  static func problems(_ sizes: AttentionSizes) -> [AttentionProblem]

  /// Makes the attention of one block with its parameters.
  static func make(_ parts: AttentionParts) -> any Attention
}

extension AttentionVariant {
  /// No settings.
  public static var settings: [AttentionSetting] { [] }

  /// No problems.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] { [] }
}

/// A whole number that one variant of attention needs, such as the length of a window.
public struct AttentionSetting: Sendable {
  /// Its name in snake case, without the variant's name.
  public let name: String
  /// The values that can be used.
  public let range: ClosedRange<Int>
  /// The value of a new model.
  public let standard: Int

  /// A setting that a variant declares.
  public init(_ name: String, in range: ClosedRange<Int>, default standard: Int) {
    self.name = name
    self.range = range
    self.standard = standard
  }

  /// The key in `config.json`.
  var key: String { "attention_" + name }
}

/// Why a variant cannot be made with the given sizes.
public struct AttentionProblem: Sendable, Equatable {
  /// The setting below `architecture` that has to change.
  public let setting: String
  /// What is wrong, and what to use instead.
  public let text: String

  /// A problem of a setting.
  public init(_ setting: String, _ text: String) {
    self.setting = setting
    self.text = text
  }
}
