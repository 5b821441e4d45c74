internal import Base
internal import Tensor
public import Text
public import Transformer

/// Continues a text with a saved checkpoint: what `attune generate` does.
public struct TextGenerator {
  private let languageModel: LanguageModel

  /// The options of generation.
  public struct Options: Sendable {
    /// Largest number of new tokens.
    public var maximumTokens = 64
    /// Sampling temperature; 0 always selects the most probable token.
    public var temperature = 0.0
    /// Sample only from this number of the most probable tokens.
    public var topK: Int?
    /// Sample only from the smallest set of tokens whose probabilities reach this sum.
    public var topP: Double?
    /// Number of beams; 1 disables beam search.
    public var beams = 1
    /// Seed of sampling.
    public var seed = 1

    /// Greedy generation of at most 64 tokens.
    public init() {}
  }

  /// A prompt with the generated text.
  public struct Continuation: Sendable {
    /// The prompt.
    public let prompt: String
    /// The generated text.
    public let text: String
    /// Number of new tokens.
    public let tokenCount: Int
    /// Whether the model ended the text; false if a limit did.
    public let isComplete: Bool
    /// The log probability of the new text, in nats.
    public let logProbability: Double
    /// The context length of the model, in tokens, if it ended the text before the wanted number of tokens; otherwise
    /// nil.
    public let fullBlock: Int?
    /// Number of words of the prompt that the vocabulary lacks.
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
  /// The tokenizer of the model.
  public var tokenizer: any Tokenizer { languageModel.tokenizer }

  /// Opens a checkpoint folder.
  public init(checkpoint: String) throws {
    languageModel = try LanguageModel.open(checkpoint)
  }

  /// Continues a text.
  ///
  /// - Throws: if the prompt is empty, has characters that the vocabulary lacks, or is longer than the context length.
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
        ? nil : languageModel.contextLength,
      unknownWords: encoding.unknownTokens)
  }
}
