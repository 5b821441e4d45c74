internal import Base
internal import Tensor

/// What one family of decoders has of its own: the keys of its `config.json`, the names of its parameters, and the
/// class of `transformers` that opens it.
///
/// A family is one file, and one line in `DecoderFamilies.all`.
protocol DecoderFamily: SendableMetatype {
  /// `model_type` in the `config.json` of `transformers`.
  static var modelType: String { get }

  /// The class of `transformers` that opens a model of this `model_type`.
  static var className: String { get }

  /// Whether it has blocks, and so attention.
  static var hasAttention: Bool { get }

  /// Whether the output layer has a bias.
  static var hasOutputBias: Bool { get }

  /// What the decoder's names begin with if a head stands beside it: "transformer.".
  static var prefix: String { get }

  /// The kinds of positions that it can have; the first is that of `transformers`.
  static var positions: [PositionKind] { get }

  /// The kinds of attention that it can have; the first is that of `transformers`.
  static var attentions: [AttentionKind] { get }

  /// The name of the word table below the prefix, without ".weight".
  static var wordTable: String { get }

  /// The keys of `config.json`, in the order in which a new model's are written.
  static var keys: [ConfigurationKey<DecoderConfiguration>] { get }

  /// Endings of the names of tensors that checkpoints store and no layer uses.
  static var ignoredSuffixes: [String] { get }

  /// What is wrong with a configuration whose keys are valid on their own.
  static func problems(_ configuration: DecoderConfiguration) -> [String]

  /// The decoder below a scope.
  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder
}

extension DecoderFamily {
  static var hasAttention: Bool { true }

  static var hasOutputBias: Bool { false }

  /// All.
  static var attentions: [AttentionKind] { AttentionKind.kinds(in: .decoder) }

  /// None.
  static var ignoredSuffixes: [String] { [] }

  static func problems(_ configuration: DecoderConfiguration) -> [String] { [] }
}

/// A family with one of the kinds of attention and positions that it can have.
struct DecoderKind {
  let family: any DecoderFamily.Type
  let attention: AttentionKind
  let positions: PositionKind

  /// Whether `transformers` has a class for it.
  var isOfTransformers: Bool { attention == .dotProduct && positions == family.positions[0] }

  /// `model_type` in `config.json`: the family's own, or one that `transformers` refuses rather than reads as another
  /// model: "attune", the positions if they are not the family's own, the attention if it is not the standard one, and
  /// the family.
  var modelType: String {
    if isOfTransformers { return family.modelType }
    return
      (["attune"] + (positions == family.positions[0] ? [] : [positions.rawValue])
      + (attention == .dotProduct ? [] : [attention.rawValue]) + [family.modelType]).joined(separator: "_")
  }

  /// The family's keys, and those of the attention's own settings.
  var keys: [ConfigurationKey<DecoderConfiguration>] {
    family.keys + (family.hasAttention ? attention.keys(in: .decoder, \.attentionSettings) : [])
  }

  /// What a file says; the reader notes every problem.
  func configuration(_ reader: inout ConfigurationReader) -> DecoderConfiguration {
    var configuration = DecoderConfiguration(attention: attention, positions: positions, json: reader.object)
    reader.read(keys, into: &configuration)
    if !family.hasAttention { configuration.layerCount = 0 }
    if configuration.keyValueHeadCount == 0 { configuration.keyValueHeadCount = configuration.headCount }
    for problem in problems(configuration) { reader.require(false, problem) }
    return configuration
  }

  /// What is wrong with a configuration whose keys are valid on their own.
  func problems(_ configuration: DecoderConfiguration) -> [String] {
    if !family.hasAttention { return family.problems(configuration) }
    let (heads, keyHeads) = (configuration.headCount, configuration.keyValueHeadCount)
    let hiddenSize = configuration.hiddenSize
    var problems: [String] = []
    if configuration.ownHeadSize == nil && hiddenSize % heads != 0 {
      problems.append("the hidden size \(hiddenSize) is not a multiple of the \(heads) heads")
    }
    if heads % keyHeads != 0 {
      problems.append("the \(heads) heads are not a multiple of the \(keyHeads) key and value heads")
    }
    if positions == .rotary && problems.isEmpty {
      let headSize = configuration.headSize
      if headSize % 2 != 0 { problems.append("rotary positions need heads of even size, not \(headSize)") }
    }
    // A variant's own check divides by the number of heads, for example.
    if problems.isEmpty {
      problems += attention.lines(attention.problems(configuration.attentionSizes), in: .decoder)
    }
    return problems + family.problems(configuration)
  }

  /// The configuration of a new model: the defaults of all keys, changed by `edit`.
  func newConfiguration(_ edit: (inout DecoderConfiguration) -> Void) -> DecoderConfiguration {
    var configuration = DecoderConfiguration(attention: attention, positions: positions, json: [:])
    var nothing = ConfigurationReader([:], path: "")
    // Required keys have no default; `edit` sets them.
    nothing.read(keys, into: &configuration)
    edit(&configuration)
    if !family.hasAttention { configuration.layerCount = 0 }
    if configuration.keyValueHeadCount == 0 { configuration.keyValueHeadCount = configuration.headCount }
    configuration.json["model_type"] = .string(modelType)
    for (key, value) in members(keys, of: configuration) { configuration.json[key] = value }
    return configuration
  }
}
