/// A kind of attention that a model can be made with, by its name in settings and checkpoints.
///
/// A variant is one file, and one line in `AttentionVariants.all`. `config.json` says which variant a checkpoint has by
/// its `model_type`, which follows from the name (`DecoderKind.modelType`, `EncoderKind.modelType`).
public protocol AttentionVariant: SendableMetatype {
  /// The value of the setting `attention`, in snake case.
  static var name: String { get }

  /// Why it cannot be used in one of the places; nil where it can.
  static func refusal(in place: AttentionPlace) -> String?

  /// The kinds of positions that it can be used with.
  static var positions: [PositionKind] { get }

  /// Its own settings: keys of `config.json` that begin with "attention_".
  static func settings(in place: AttentionPlace) -> [AttentionSetting]

  /// What is wrong with sizes that are valid on their own.
  static func problems(_ sizes: AttentionSizes) -> [AttentionProblem]

  /// Makes the attention of one block with its parameters.
  static func make(_ parts: AttentionParts) -> any Attention

  /// How many of the last tokens of a sequence the first block of a decoder gives to the others; nil for all.
  static func latents(_ sizes: AttentionSizes) -> Int?
}

extension AttentionVariant {
  /// Nothing.
  public static func refusal(in place: AttentionPlace) -> String? { nil }

  /// No settings.
  public static func settings(in place: AttentionPlace) -> [AttentionSetting] { [] }

  /// No problems.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] { [] }

  /// All tokens.
  public static func latents(_ sizes: AttentionSizes) -> Int? { nil }
}

/// A whole number that one variant of attention needs, such as the length of a window, or one of some names.
public struct AttentionSetting: Sendable {
  /// Its name in snake case, without the variant's name.
  public let name: String
  /// The values that can be used.
  public let range: ClosedRange<Int>
  /// The value of a new model.
  public let standard: Int
  /// The names of the values from 0 on, which stand for them in settings and files; empty for a number.
  let names: [String]

  /// A setting that a variant declares.
  public init(_ name: String, in range: ClosedRange<Int>, default standard: Int) {
    self.name = name
    self.range = range
    self.standard = standard
    names = []
  }

  /// A setting with one of some names. The first is that of a new model.
  init(_ name: String, oneOf names: [String]) {
    self.name = name
    self.names = names
    range = 0...(names.count - 1)
    standard = 0
  }

  /// The key in `config.json`.
  var key: String { "attention_" + name }
}

/// Why a variant cannot be made with the given sizes.
public struct AttentionProblem: Sendable, Equatable {
  /// The setting that has to change: one of the variant's own, `attention` or `positions`.
  public let setting: String
  /// What is wrong, and what to use instead.
  public let text: String

  /// A problem of a setting.
  public init(_ setting: String, _ text: String) {
    self.setting = setting
    self.text = text
  }
}
