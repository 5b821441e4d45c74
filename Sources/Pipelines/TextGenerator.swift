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
    /// Above 1, tokens that the text has already become less probable; see `GenerationOptions.repetitionPenalty`.
    public var repetitionPenalty = 1.0
    /// Texts that end the continuation, which then does not have them; the first that appears counts.
    public var stopTexts: [String] = []
    /// Number of beams; 1 disables beam search.
    public var beams = 1
    /// Seed of sampling.
    public var seed = 1
    /// The number of the prompt among several; each has draws of its own.
    public var promptNumber = 0

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
    /// Whether the model or a stop text ended the text; false if a limit did.
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

  /// A generator with a model that is open.
  package init(_ languageModel: LanguageModel) { self.languageModel = languageModel }

  /// Opens a checkpoint folder.
  public init(checkpoint: String) throws {
    languageModel = try LanguageModel.open(checkpoint)
  }

  /// Continues a text, which is first changed by the steps that changed the texts of the model's training.
  ///
  /// - Throws: if the prompt is empty, has characters that the vocabulary lacks, or is longer than the context length.
  public func continueText(
    _ prompt: String, _ options: Options, shouldStop: () -> Bool = { false }
  ) throws -> Continuation {
    let prompt = languageModel.preprocess.applied(to: prompt, isBeginning: true)
    try languageModel.tokenizer.check(prompt)
    var generation = GenerationOptions(maximumTokens: options.maximumTokens, endTokens: languageModel.endTokens)
    generation.temperature = options.temperature
    generation.topK = options.topK
    generation.topP = options.topP
    generation.repetitionPenalty = options.repetitionPenalty
    generation.beams = options.beams
    generation.seed = UInt64(options.seed)
    generation.firstPrompt = UInt64(options.promptNumber)
    let encoding = languageModel.tokenizer.encode(prompt)
    /// Where the first stop text begins in the text of some tokens.
    func stop(_ text: String) -> String.UTF8View.Index? {
      options.stopTexts.compactMap { text.firstPlace(of: $0) }.min()
    }
    let result = try languageModel.model.generate(
      [encoding.ids], generation,
      isEnd: { !options.stopTexts.isEmpty && stop(languageModel.tokenizer.decode($0)) != nil },
      shouldStop: shouldStop)[0]
    // Tokens that have no spaces of their own stand between spaces.
    let space = languageModel.tokenizer.keepsText || prompt.last?.isWhitespace == true ? "" : " "
    let text = space + languageModel.tokenizer.decode(result.tokens)
    return Continuation(
      prompt: prompt, text: stop(text).map { String(text[..<$0]) } ?? text, tokenCount: result.tokens.count,
      isComplete: result.isComplete, logProbability: result.logProbability,
      fullBlock: result.isComplete || result.tokens.count == options.maximumTokens || shouldStop()
        ? nil : languageModel.contextLength,
      unknownWords: encoding.unknownTokens)
  }
}

extension String {
  /// Where a text occurs first, byte by byte; nil if it does not.
  fileprivate func firstPlace(of text: String) -> String.UTF8View.Index? {
    let wanted = Array(text.utf8)
    return utf8.indices.first { utf8[$0...].starts(with: wanted) }
  }
}
