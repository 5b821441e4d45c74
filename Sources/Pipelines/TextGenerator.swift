internal import Base
internal import Tensor
public import Text
public import Transformer

/// Continues a text with a saved checkpoint: what `attune generate` does.
public struct TextGenerator {
  private let languageModel: LanguageModel

  /// How to continue.
  public struct Options: Sendable {
    /// New tokens at most.
    public var maximumTokens = 64
    /// 0 always takes the most probable token.
    public var temperature = 0.0
    /// Draw among so many of the most probable tokens only.
    public var topK: Int?
    /// Draw among the fewest tokens whose probabilities reach this sum only.
    public var topP: Double?
    /// Texts that beam search keeps; 1 is no beam search.
    public var beams = 1
    /// Seed of the draws.
    public var seed = 1

    /// Greedy, 64 tokens.
    public init() {}
  }

  /// A prompt with what was written after it.
  public struct Continuation: Sendable {
    /// The text that was given.
    public let prompt: String
    /// The new text.
    public let text: String
    /// Number of new tokens.
    public let tokenCount: Int
    /// Whether the model ended the text, rather than the limit.
    public let isComplete: Bool
    /// The log of the probability that the model gives to the new text, in nats.
    public let logProbability: Double
    /// The model's block, in tokens, where prompt and text have filled it and fewer are new than were wanted.
    public let fullBlock: Int?
    /// Words of the prompt that the model has no token for.
    public let unknownWords: Int

    /// The continuation as a JSON object on one line.
    public var jsonLine: String {
      let object: JSON.Object = [
        "prompt": .string(prompt), "text": .string(text), "tokens": .integer(tokenCount),
        "is_complete": .bool(isComplete), "log_probability": .number(logProbability),
        "fills_block": .bool(fullBlock != nil),
      ]
      return JSON.object(object).compact
    }
  }

  /// The model.
  public var model: CausalLanguageModel { languageModel.model }
  /// What makes tokens of texts for it, and texts of tokens.
  public var tokenizer: any Tokenizer { languageModel.tokenizer }

  /// Opens a checkpoint folder.
  public init(checkpoint: String) throws {
    languageModel = try LanguageModel.open(checkpoint)
  }

  /// Continues a text.
  ///
  /// - Throws: where the text is empty, holds what the vocabulary lacks, or is longer than the model reads.
  public func continueText(
    _ prompt: String, _ options: Options, shouldStop: () -> Bool = { false }
  ) throws -> Continuation {
    try languageModel.tokenizer.check(prompt)
    var generation = GenerationOptions(maximumTokens: options.maximumTokens, endToken: languageModel.endToken)
    generation.temperature = options.temperature
    generation.topK = options.topK
    generation.topP = options.topP
    generation.beams = options.beams
    generation.seed = UInt64(options.seed)
    let encoding = languageModel.tokenizer.encode(prompt)
    let result = try languageModel.model.generate([encoding.ids], generation, shouldStop: shouldStop)[0]
    return Continuation(
      prompt: prompt, text: languageModel.tokenizer.decode(result.tokens), tokenCount: result.tokens.count,
      isComplete: result.isComplete, logProbability: result.logProbability,
      fullBlock: result.isComplete || result.tokens.count == options.maximumTokens || shouldStop()
        ? nil : languageModel.block,
      unknownWords: encoding.unknownTokens)
  }
}
