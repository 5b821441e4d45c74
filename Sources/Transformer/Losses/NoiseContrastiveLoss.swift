internal import Glibc
public import Tensor

/// Noise-contrastive estimation (Gutmann and Hyvärinen 2010; for language models Mnih and Teh 2012): the model learns
/// to tell the next token from k tokens of noise, so that a step costs k + 1 logits for each target, not the
/// vocabulary.
///
/// With the logit s(w) of a token, the noise's probability q(w), and Δ(w) = s(w) − log Z − log(k q(w)):
///
///     loss = −log σ(Δ(target)) − Σ over the noise of log σ(−Δ(w))
///     ∂/∂s(target) = −σ(−Δ(target))      ∂/∂s(w) = σ(Δ(w)) for each w of the noise      ∂/∂log Z = −Σ ∂/∂s
///
/// `Documentation/backward.md` derives it, and why its gradient tends to that of maximum likelihood as k grows.
public struct NoiseContrastiveLoss: LanguageModelLoss {
  /// log Z: the logarithm of the sum of all exp(s), which the loss does not compute.
  public enum LogNormalizer: Sendable, Equatable {
    /// A constant. The model learns logits that have this sum.
    case fixed(Double)
    /// A parameter of the loss, from this value on.
    case learned(from: Double)
  }

  /// Tokens of noise for each target: k.
  public let samples: Int
  /// Whether all targets of a batch have the same noise. Their logits are then one matrix product.
  public let isShared: Bool
  /// The noise.
  public let noise: AliasTable
  /// log(k q(w)) of each token.
  private let logOdds: [Double]
  private let fixedLogZ: Double
  private let learnedLogZ: Parameter?

  /// Noise of unigram frequencies to a power.
  ///
  /// - Parameters:
  ///   - counts: how often each token of the vocabulary is a target of the training data. A token that is none counts
  ///     as once, so that its logit is trained too.
  ///   - samples: k, at least 1
  ///   - power: 1 draws tokens as often as they occur, 0 all alike
  ///   - isShared: whether all targets of a batch have the same noise
  public init(counts: [Int], samples: Int, power: Double, isShared: Bool, logZ: LogNormalizer) {
    precondition(samples >= 1, "\(samples) samples")
    let noise = AliasTable(weights: counts.map { pow(Double(max($0, 1)), power) })
    (self.samples, self.isShared, self.noise) = (samples, isShared, noise)
    logOdds = noise.probabilities.map { log(Double(samples) * $0) }
    switch logZ {
    case .fixed(let value): (fixedLogZ, learnedLogZ) = (value, nil)
    case .learned(let start):
      fixedLogZ = 0
      learnedLogZ = Parameter(
        name: "log_z", role: .vector, depth: .head, shape: [1], value: Tensor([Float(start)], shape: [1]),
        layout: .plain)
    }
  }

  /// log Z as it is now.
  public var logZ: Double { learnedLogZ.map { Double($0.value.values[0]) } ?? fixedLogZ }

  /// Continues with a learned log Z of an earlier run; a fixed one stays.
  public func restore(logZ: Double) { learnedLogZ?.value = Tensor([Float(logZ)], shape: [1]) }

  /// log Z if it is learned.
  public var parameters: [Parameter] { learnedLogZ.map { [$0] } ?? [] }

  /// Tokens of noise, and how often each counts.
  package struct Draws {
    /// `[k]` for all targets, or `[targets · k]`.
    package let ids: [Int32]
    /// A weight for each of `ids`; nil for 1. With every token as noise, weighted by k q(w), the loss is the
    /// expectation over all noise.
    package var weights: [Double]?

    package init(ids: [Int32], weights: [Double]? = nil) { (self.ids, self.weights) = (ids, weights) }
  }

  /// The noise of a batch: a function of the run's seed, the number of the batch and the place alone.
  package func draws(targets: Int, _ pass: Pass) -> Draws {
    let stream = Self.stream | UInt64(pass.step)
    let uniforms = randomUniforms(count: isShared ? samples : targets * samples, seed: pass.seed, stream: stream)
    return Draws(ids: uniforms.map(noise.draw))
  }

  /// Apart from the streams of dropout and of new weights.
  private static let stream: UInt64 = 0x6E63_655F << 32

  /// See `LanguageModelLoss`; the loss is the mean of −log σ, not a cross-entropy.
  public func lossAndGradient(
    _ x: Tensor, targets: [Int32], _ head: LanguageModelHead, normalizer: Double, _ pass: Pass
  ) -> (loss: Double, dX: Tensor) {
    lossAndGradient(x, targets: targets, head, normalizer: normalizer, draws(targets: targets.count, pass))
  }

  /// The loss with given noise: forward and backward.
  package func lossAndGradient(
    _ x: Tensor, targets: [Int32], _ head: LanguageModelHead, normalizer: Double, _ draws: Draws
  ) -> (loss: Double, dX: Tensor) {
    precondition(x.rows == targets.count, "x \(x.shape), \(targets.count) targets")
    let weight = head.weight.value
    let (logZ, scale) = (logZ, 1 / normalizer)
    // The bias of a logit is a part of what is subtracted from its product.
    let bias = head.bias?.value.values
    func shifts(_ ids: [Int32]) -> [Double] {
      let shifts = ids.map { logZ + logOdds[Int($0)] }
      guard let bias else { return shifts }
      return zip(shifts, ids).map { $0 - Double(bias[Int($1)]) }
    }
    // 1. the targets: logits, which become their gradient
    var ofTargets = rowLogits(x, weight: weight, ids: targets)
    let data = logisticInPlace(&ofTargets, shifts: shifts(targets), isData: true, scale: scale)
    // 2. the noise: a product if it is shared, else the rows of each target
    let rows = isShared ? weight.gatherRows(draws.ids.map(Int.init)) : nil
    var ofNoise = rows.map { linear(x, weight: $0, bias: nil) } ?? rowLogits(x, weight: weight, ids: draws.ids)
    let noise = logisticInPlace(
      &ofNoise, shifts: shifts(draws.ids), isData: false, weights: draws.weights, scale: scale)
    // 3. dX
    var dX = rows.map { linearInputGradient(ofNoise, weight: $0) } ?? Tensor(zeros: x.shape)
    addRowInputGradient(ofTargets, weight: weight, ids: targets, to: &dX)
    if !isShared { addRowInputGradient(ofNoise, weight: weight, ids: draws.ids, to: &dX) }
    // 4. dWeight and dBias, of the rows that were read, and dlog Z
    var dRows = rows.map { Tensor.uninitialized($0.shape) }
    if let rows { linearWeightGradient(ofNoise, x: x, into: &dRows!, rows: 0..<rows.rows, accumulate: false) }
    head.weight.addToGradient(rows: targets + draws.ids) { gradient in
      addRowWeightGradient(ofTargets, x: x, ids: targets, to: &gradient)
      if let dRows {
        addEmbeddingGradient(dRows, ids: draws.ids, to: &gradient)
      } else {
        addRowWeightGradient(ofNoise, x: x, ids: draws.ids, to: &gradient)
      }
    }
    if let bias = head.bias {
      bias.addToGradient { gradient in
        addSums(of: ofTargets, ids: targets, to: &gradient)
        addSums(of: ofNoise, ids: draws.ids, to: &gradient)
      }
    }
    learnedLogZ?.addToGradient { $0.add(Tensor([Float(-data.gradient - noise.gradient)], shape: [1])) }
    return ((data.loss + noise.loss) * scale, dX)
  }

  /// dBias[id] += the gradients of its logits.
  ///
  /// - Parameters:
  ///   - dLogits: `[rows, columns]`
  ///   - ids: one for each column, or one for each element
  ///   - dBias: `[vocabulary]`
  private func addSums(of dLogits: Tensor, ids: [Int32], to dBias: inout Tensor) {
    dBias.withMutableSpan { sums in
      for (place, value) in dLogits.values.enumerated() { sums[Int(ids[place % ids.count])] += value }
    }
  }

  /// Adds the products of each target with k + 1 rows of the weight.
  public func addCost(targets: Int, _ head: LanguageModelHead, to cost: inout PassCost) {
    let hiddenSize = head.weight.shape[1]
    cost.addProducts(targets * hiddenSize * (samples + 1))
    // Logits of the noise, dX, and with shared noise the rows and their gradient.
    cost.liveValues += targets * (samples + 1 + hiddenSize) + (isShared ? 2 * samples * hiddenSize : 0)
  }
}
