public import Tensor

/// The output layer of a language model: logits over the vocabulary, x · weightᵀ + bias, or without
/// a bias.
///
/// Logits are computed only for tokens that have a target, some rows at a time, and turned into their own gradient in
/// place: the `[tokens, vocabulary]` array never exists. Each chunk has the whole vocabulary: cutting the vocabulary as
/// well would need every logit twice, once for the sum of the softmax and once for the gradient.
public struct LanguageModelHead {
  /// `[vocabulary, hidden]`: the word table itself if the model ties the two.
  public let weight: Parameter
  /// `[vocabulary]`; nil for a head without a bias.
  public let bias: Parameter?

  /// A head on the given matrix, `[vocabulary, hidden]`, and bias, `[vocabulary]`.
  public init(weight: Parameter, bias: Parameter? = nil) {
    self.weight = weight
    self.bias = bias
    weight.isMultiplied = true
  }

  /// Logits in memory at once. The order of sums follows from it, so it is the same on every machine.
  private static let valuesPerChunk = 52 << 20

  /// Rows in memory at once: the same number in each chunk, so that none reads all of the weight for a few rows, and a
  /// multiple of 32, which the kernels of bfloat16 take together.
  func rowsPerChunk(of count: Int) -> Int {
    let most = max(16, Self.valuesPerChunk / weight.shape[0])
    if count <= most { return max(1, count) }
    let chunks = (count + most - 1) / most
    return ((count + chunks - 1) / chunks + 31) / 32 * 32
  }

  private func chunks(of count: Int) -> [Range<Int>] {
    let rows = rowsPerChunk(of: count)
    return stride(from: 0, to: count, by: rows).map { $0..<min(count, $0 + rows) }
  }

  /// x `[tokens, hidden]` to logits `[tokens, vocabulary]`.
  public func logits(_ x: Tensor) -> Tensor { linear(x, weight: weight.value, bias: bias?.value) }

  /// Σ −log p(target) / normalizer over the rows of x, and its gradient; adds to the gradients of weight and bias.
  ///
  /// - Parameters:
  ///   - x: the rows that have a target, `[targets, hidden]`
  ///   - targets: the token that should come next, `[targets]`
  ///   - normalizer: usually the number of targets of the whole optimizer step
  /// - Returns: the loss in nats, and dX `[targets, hidden]`
  public func lossAndGradient(
    _ x: Tensor, targets: [Int32], normalizer: Double
  ) -> (loss: Double, dX: Tensor) {
    precondition(x.rows == targets.count, "x \(x.shape), \(targets.count) targets")
    var dX = Tensor.uninitialized(x.shape)
    var sum = 0.0
    for rows in chunks(of: targets.count) {
      let part = x.copyOfRows(rows)
      var values = logits(part)
      sum += crossEntropyInPlace(&values, targets: Array(targets[rows]), scale: 1 / normalizer)
      weight.addGradient { gradient, accumulate in
        linearWeightGradient(
          values, x: part, into: &gradient, rows: 0..<weight.shape[0], accumulate: accumulate)
      }
      bias?.addToGradient { addColumnSums(of: values, column: 0, to: &$0, first: 0, count: weight.shape[0]) }
      let dPart = linearInputGradient(values, weight: weight.value)
      dX.replaceRows(from: rows.lowerBound, with: dPart, rows: 0..<rows.count)
    }
    return (sum / normalizer, dX)
  }

  /// −log p(target) of each row of x `[targets, hidden]`, in nats.
  public func losses(_ x: Tensor, targets: [Int32]) -> [Double] {
    chunks(of: targets.count).flatMap { rows in
      crossEntropies(logits(x.copyOfRows(rows)), targets: Array(targets[rows]))
    }
  }

  /// Adds the products for so many targets; one chunk of logits is in memory, with its rows and their gradients.
  func addCost(targets: Int, to cost: inout PassCost) {
    let (vocabulary, hiddenSize) = (weight.shape[0], weight.shape[1])
    cost.addProducts(targets * hiddenSize * vocabulary)
    cost.liveValues += min(targets, rowsPerChunk(of: targets)) * (vocabulary + 2 * hiddenSize)
  }
}
