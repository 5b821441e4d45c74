import Tensor

/// What a training pass over one batch takes, from the shapes alone: nothing is run.
///
/// The counts follow the layers' code. T are tokens, H the width, I the inner width, L the tokens of one sequence.
public struct PassCost: Sendable, Equatable {
  /// Tokens that the model reads.
  public var tokens = 0
  /// Floating-point operations of the forward pass: products and attention, a multiplication and an addition as two.
  public var forwardOperations = 0.0
  /// The same of forward and backward together.
  public var operations = 0.0
  /// float32 values that are alive at once, parameters and their gradients aside, at the pass's fullest moment.
  public var liveValues = 0

  /// Nothing yet.
  public init() {}

  /// Adds a layer of products that `multiplications` are made in: backward makes twice as many.
  mutating func addProducts(_ multiplications: Int) {
    forwardOperations += 2 * Double(multiplications)
    operations += 6 * Double(multiplications)
  }

  /// Adds one layer's attention, a synthesizer's likewise. Backward makes the scores again: five products to forward's two.
  mutating func addAttention(pairs: Int, width: Int) {
    forwardOperations += 4 * Double(pairs) * Double(width)
    operations += 14 * Double(pairs) * Double(width)
  }
}

extension SequenceClassifier {
  /// The cost of a batch with sequences of the given lengths.
  public func cost(lengths: [Int]) -> PassCost {
    let sizes = encoder.configuration
    let (width, inner, heads) = (sizes.hiddenSize, sizes.innerSize, sizes.headCount)
    let tokens = lengths.reduce(0, +)
    var cost = PassCost()
    cost.tokens = tokens
    // Embeddings keep their sum; its norm, with dropout, is the first block's input.
    cost.liveValues = 2 * tokens * width
    for index in 0..<sizes.layerCount {
      let isLast = index == sizes.layerCount - 1
      // The last block's queries and all that follows them are those of the rows that the head reads.
      let rows = isLast && head.readout == .firstTokens ? lengths.count : tokens
      cost.addProducts(2 * tokens * width * width + rows * (2 * width * width + 2 * width * inner))
      let pairs = rows == tokens ? lengths.reduce(0) { $0 + $1 * $1 } : tokens
      cost.addAttention(pairs: pairs, width: width)
      // Keys and values; queries, context, two sums, the norm between, the output; what the activation reads.
      cost.liveValues += 2 * tokens * width + rows * (6 * width + inner + heads)
    }
    // Going back through a block's feed-forward layer: three gradients of the width, two of the inner width.
    cost.liveValues += tokens * (3 * width + 2 * inner)
    cost.addProducts(lengths.count * width * ((head.hidden?.outputs ?? 0) + labelCount))
    return cost
  }
}

extension CausalLanguageModel {
  /// The cost of a batch with sequences of the given lengths, of which `targets` tokens have one.
  public func cost(lengths: [Int], targets: Int) -> PassCost {
    let (width, inner) = (configuration.hiddenSize, configuration.innerSize)
    let tokens = lengths.reduce(0, +)
    var cost = PassCost()
    cost.tokens = tokens
    // The last block's queries and all that follows them are those of the tokens from a sequence's first target on.
    let rows = min(tokens, targets)
    let before = configuration.layerCount - 1
    // Key and value, or the value alone; query, or what makes a synthesizer's scores, and output.
    let (kept, asked) = (configuration.attention == .dotProduct ? 2 : 1, 2)
    // A random synthesizer looks up what makes its scores.
    let projected = configuration.attention == .randomSynthesizer ? 1 : asked
    cost.addProducts(before * tokens * ((kept + projected) * width * width + 2 * width * inner))
    cost.addProducts(tokens * kept * width * width + rows * (projected * width * width + 2 * width * inner))
    // Causal: of a long sequence half the pairs, and what the last tile of 64 queries sees in vain.
    let pairs = lengths.reduce(0) { $0 + ($1 <= 64 ? $1 * $1 : $1 * $1 / 2 + 32 * $1) }
    cost.addAttention(pairs: before * pairs + pairs * rows / max(1, tokens), width: width)
    cost.addProducts(targets * width * configuration.vocabularySize)
    // A block keeps two sums, two norms, context, what the other projections give, and what the activation reads.
    cost.liveValues += before * tokens * ((4 + kept + asked) * width + inner + configuration.headCount)
    cost.liveValues += tokens * (2 + kept) * width + rows * ((2 + asked) * width + inner + configuration.headCount)
    // The last norm with its sum; one chunk of logits, and the rows around it.
    let chunk = min(targets, head.rowsPerChunk(of: targets))
    cost.liveValues += 3 * rows * width + chunk * (configuration.vocabularySize + 2 * width)
    if rows < tokens { cost.liveValues += 2 * rows * width }
    // Going back: the two streams, the branch's and the output's gradients, two of the inner width.
    cost.liveValues += tokens * (5 * width + 2 * inner)
    return cost
  }

  /// Values of the parameters that a checkpoint stores transposed: a save holds a copy of all of them.
  public var transposedCount: Int {
    registry.parameters.reduce(0) { $0 + ($1.layout == .transposed ? $1.value.count : 0) }
  }
}
