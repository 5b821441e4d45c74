import Glibc

/// How text is continued.
public struct GenerationOptions: Sendable, Equatable {
  /// New tokens at most, including the end token.
  public var maximumTokens: Int
  /// The tokens that end a text; without any it continues to `maximumTokens`.
  public var endTokens: Set<Int32>
  /// 0 takes the most probable token; above 0 tokens are drawn from softmax(logits / temperature).
  public var temperature = 0.0
  /// Draw only from this number of most probable tokens.
  public var topK: Int?
  /// Draw only from the fewest most probable tokens whose probabilities reach this sum.
  public var topP: Double?
  /// The logits of tokens that the prompt or the text has already are divided by this number if they are positive, and
  /// multiplied by it if they are negative, before all else (Keskar et al. 2019; `transformers` does the same). 1
  /// changes nothing. Beam search ignores it.
  public var repetitionPenalty = 1.0
  /// Number of beams; 1 is no beam search.
  public var beams = 1
  /// Beam search compares sums of log-probabilities divided by length to this power.
  public var lengthPenalty = 1.0
  /// Seed of the draws. A prompt's draws do not depend on the prompts beside it.
  public var seed: UInt64 = 1
  /// The number of the first prompt; each prompt has draws of its own.
  public var firstPrompt: UInt64 = 0
  /// Whether keys and values of earlier tokens are kept. Without them each token costs a pass over all: for tests.
  public var usesCache = true

  /// Greedy decoding.
  public init(maximumTokens: Int, endTokens: Set<Int32> = []) {
    self.maximumTokens = maximumTokens
    self.endTokens = endTokens
  }
}

/// A continuation.
public struct Generated: Sendable, Equatable {
  /// The new tokens, without an end token.
  public var tokens: [Int32]
  /// Whether an end token came before the limit.
  public var isComplete: Bool
  /// The log of the model's probability of the whole continuation, including the end token, in nats. Temperature, the
  /// choice of top tokens and the repetition penalty do not change it.
  public var logProbability: Double

  /// The probability of the whole continuation.
  public var probability: Double { exp(logProbability) }
}

/// Why text cannot be continued.
public enum GenerationError: Error, Equatable, CustomStringConvertible {
  /// A prompt is longer than the context.
  case promptTooLong(index: Int, tokens: Int, limit: Int)
  /// A prompt without tokens.
  case emptyPrompt(index: Int)
  /// A token that the model does not have.
  case unknownToken(index: Int, token: Int32, vocabulary: Int)

  /// What was found, what is possible, and what to do.
  public var description: String {
    switch self {
    case .promptTooLong(let index, let tokens, let limit):
      "prompt \(index + 1) has \(tokens) tokens, but the model reads \(limit) at most: shorten it"
    case .emptyPrompt(let index): "prompt \(index + 1) is empty: the model needs a token to begin with"
    case .unknownToken(let index, let token, let vocabulary):
      "prompt \(index + 1) has the token id \(token), but the model has \(vocabulary) tokens: "
        + "the tokenizer is another model's"
    }
  }
}
