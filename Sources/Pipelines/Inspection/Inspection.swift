public import Tensor

/// What a model does with one text: what its attention weights, and why it predicts what it predicts.
public struct Inspection: Sendable {
  /// The text.
  public let text: String
  /// The second text of a pair.
  public let pair: String?
  /// The tokens that the model reads, in the spelling of the vocabulary.
  public let tokens: [String]
  /// The tokens as they are displayed: without the spelling of byte-level BPE, with visible spaces.
  public let shownTokens: [String]
  /// The probabilities of each layer and head, `[queries, keys]`. Queries are the tokens; keys too, unless the kind of
  /// attention makes fewer of them.
  public let attention: [[Tensor]]
  /// A summary of each layer and head.
  public let heads: [[HeadSummary]]
  /// What a classifier predicts.
  public let prediction: Predictor.Prediction?
  /// What each token contributes to a classifier's prediction.
  public let contributions: Contributions?
  /// What a language model predicts after each token.
  public let nextTokens: [NextToken]?

  /// Gradient × input of each token.
  public struct Contributions: Sendable {
    /// The label whose logit is explained; nil for the number of a regression.
    public let label: String?
    /// One value for each token: see `EncoderModel.tokenContributions`.
    public let values: [Float]
  }

  /// What a language model predicts after one token.
  public struct NextToken: Sendable {
    /// The probability of the token that comes next in the text; nil after the last one.
    public let probability: Double?
    /// How many tokens of the vocabulary are more probable, plus 1; nil after the last token.
    public let rank: Int?
    /// The most probable tokens as they are displayed, the most probable first.
    public let mostProbable: [(token: String, probability: Double)]
  }

  /// Number of probabilities of all layers and heads.
  public var weightCount: Int { attention.joined().reduce(0) { $0 + $1.count } }

  /// What the keys of a layer are: the tokens as they are displayed, or numbers.
  func shownKeys(layer: Int) -> [String] {
    let count = attention[layer].first?.columns ?? 0
    return count == tokens.count ? shownTokens : (0..<count).map { "#\($0 + 1)" }
  }
}
