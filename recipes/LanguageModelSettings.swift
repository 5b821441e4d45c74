public import Configuration
internal import Tensor
internal import Text
public import Training
public import Transformer

/// The sizes of a decoder that is trained from nothing.
public struct ArchitectureSettings: RunSettings {
  /// What a token is: characters, or words with the space before them, of the data; or bpe, pieces of words.
  public var tokenizer = TokenUnit.characters
  /// Tokens of a bpe tokenizer at most, which is learned from the data.
  public var vocabulary = 1024
  /// Number of blocks.
  public var layers = 4
  /// Heads in a block.
  public var heads = 8
  /// Width of a token.
  public var width = 256
  /// Width inside the feed-forward layer; without it four times the width.
  public var innerWidth: Int?
  /// Tokens that the model reads at most.
  public var block = 128
  /// dot_product; synthesizer, whose scores are made of one token alone; or random_synthesizer, of places alone (both Tay
  /// et al. 2020).
  public var attention = AttentionKind.dotProduct
  /// learned or rotary.
  public var positions = PositionKind.learned
  /// Dropout of embeddings, sublayer outputs and attention probabilities.
  public var dropout = 0.1
  /// Standard deviation of new weights.
  public var initializerRange = 0.02
  /// Whether the output layer is the word table.
  public var tiedOutput = true

  /// The sizes of Stanford CS 224N's assignment 5.
  public init() {}

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require("layers", (1...1000).contains(layers), "must be from 1 to 1000")
    require("heads", (1...1024).contains(heads), "must be from 1 to 1024")
    require("width", (1...65_536).contains(width), "must be from 1 to 65536")
    require("width", heads < 1 || width % heads == 0, "must be a multiple of the \(heads) heads")
    require("inner_width", (1...1_000_000).contains(innerWidth ?? 1), "must be from 1 to 1000000")
    require("vocabulary", (300...1_000_000).contains(vocabulary), "must be from 300 to 1000000")
    require("block", (8...1_000_000).contains(block), "must be from 8 to 1000000")
    require(
      "block", positions == .learned || heads < 1 || block < 1 || width / heads <= RotaryTable.largest / block,
      "rotary positions are limited to \(RotaryTable.largest) divided by the heads' width")
    // What config.json may hold, so that the checkpoint can be opened again.
    require("dropout", (0...0.99).contains(dropout), "must be from 0 to 0.99")
    require("initializer_range", initializerRange > 0 && initializerRange <= 100, "must be above 0 and at most 100")
    require(
      "positions", positions == .learned || heads < 1 || width / heads % 2 == 0,
      "rotary positions need heads of even width, not \(width / max(1, heads))")
    let sizes = AttentionSizes(
      hiddenSize: width, headCount: max(1, heads), keyValueHeadCount: max(1, heads), contextLength: block,
      positions: positions)
    for problem in attention.problems(sizes) { require(problem.setting, false, problem.text) }
  }
}

extension ArchitectureSettings {
  /// These sizes with a vocabulary.
  func configuration(vocabularySize: Int) -> DecoderConfiguration {
    .gpt2(
      vocabularySize: vocabularySize, contextLength: block, hiddenSize: width, layerCount: layers, headCount: heads,
      intermediateSize: innerWidth, attention: attention, positions: positions, dropout: dropout,
      initializerRange: initializerRange, tiesOutput: tiedOutput)
  }

  /// A tokenizer whose vocabulary is that of texts.
  ///
  /// - Parameters:
  ///   - texts: as the model will read them
  ///   - marks: what stands between and behind texts. They become special tokens, but those of white space, which are
  ///     tokens like others.
  func newTokenizer(_ texts: [String], marks: [String]) throws -> any Tokenizer {
    let blank = marks.filter { $0.allSatisfy(\.isWhitespace) }
    let special = (["□"] + marks).filter { !blank.contains($0) }
    let distinct = special.enumerated().filter { special.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    switch tokenizer {
    case .characters: return try CorpusTokenizer(unit: .characters, corpus: texts + blank, specialTokens: distinct)
    case .words:
      return try CorpusTokenizer(unit: .words, corpus: texts + blank, specialTokens: distinct, unknownToken: "<unk>")
    case .bpe: return try ByteLevelBPETokenizer(corpus: texts, vocabularySize: vocabulary, specialTokens: distinct)
    }
  }
}

/// What a token of a new model is.
public enum TokenUnit: String, Codable, CaseIterable, Sendable { case characters, words, bpe }

/// What pretraining learns from documents.
public enum Objective: String, Codable, CaseIterable, Sendable {
  /// Each token from those before it.
  case nextToken = "next_token"
  /// A span that was cut out, from what stands around it.
  case spanCorruption = "span_corruption"
  /// Each name in a document, from its title and some words before the name.
  case salientSpans = "salient_spans"
}

/// What happens to a question with its answer that is longer than the model's block.
public enum TooLong: String, Codable, CaseIterable, Sendable {
  /// The run does not begin.
  case error
  /// The question loses its first tokens; they are counted.
  case cut
}

/// How long, on what and how fast one stage of a run trains.
public struct StageSettings: RunSettings {
  /// Passes over the data; 0 leaves the stage out.
  public var epochs = 1
  /// Stop after so many steps, whatever the epochs.
  public var maxSteps: Int?
  /// Sequences in a batch.
  public var batchSize = 32
  /// Tokens in a batch; given, it takes the place of batch_size.
  public var batchTokens: Int?
  /// Batches whose gradients make one step.
  public var accumulation = 1
  /// Put sequences of similar length together.
  public var groupByLength = false
  /// Peak of the schedule.
  public var learningRate = 1e-3
  /// linear, cosine or constant.
  public var schedule = LearningRateSchedule.cosine
  /// Share of the steps in which the learning rate rises.
  public var warmup = 0.02
  /// AdamW's weight decay.
  public var weightDecay = 0.1
  /// AdamW's decay rate of the mean of gradients.
  public var beta1 = 0.9
  /// AdamW's decay rate of the mean of squared gradients.
  public var beta2 = 0.95
  /// AdamW's addition to the denominator.
  public var epsilon = 1e-8
  /// Longest gradient of a step; 0 does not clip.
  public var gradientClip = 1.0

  /// One epoch.
  public init() {}

  /// A number of epochs.
  public init(epochs: Int) { self.epochs = epochs }

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require("epochs", (0...1_000_000).contains(epochs), "must be from 0 to 1000000")
    require("max_steps", maxSteps ?? 1 >= 1, "must be at least 1")
    require("batch_size", (1...1_000_000).contains(batchSize), "must be from 1 to 1000000")
    require("batch_tokens", (1...1_000_000_000).contains(batchTokens ?? 1), "must be from 1 to 1000000000")
    require("accumulation", (1...1_000_000).contains(accumulation), "must be from 1 to 1000000")
    require("learning_rate", learningRate > 0 && learningRate < 1, "must be above 0 and below 1")
    require("warmup", (0...1).contains(warmup), "must be from 0 to 1")
    require("weight_decay", weightDecay >= 0 && weightDecay.isFinite, "must not be negative")
    require("beta1", (0..<1).contains(beta1), "must be from 0 to below 1")
    require("beta2", (0..<1).contains(beta2), "must be from 0 to below 1")
    require("epsilon", epsilon >= Double(Float.leastNormalMagnitude) && epsilon.isFinite, "must be at least 1.2e-38")
    require("gradient_clip", gradientClip >= 0, "must not be negative")
  }
}
