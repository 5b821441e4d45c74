public import Configuration
internal import Glibc
internal import Transformer

/// The loss of a language model: softmax (maximum likelihood) or nce.
public enum LossKind: String, Codable, CaseIterable, Sendable {
  /// −log of the softmax over the whole vocabulary.
  case softmax
  /// Noise-contrastive estimation.
  case nce
}

/// Noise-contrastive estimation: `loss: nce`.
public struct NoiseContrastiveSettings: RunSettings {
  /// Tokens of noise for each target.
  public var samples = 100
  /// Noise tokens are drawn as often as they occur in the training data, to this power; 0 draws all tokens alike.
  public var power = 1.0
  /// Draw the same noise for all targets of a batch; their logits are then one matrix product.
  public var shared = true
  /// The logarithm of the sum of all exp(logit), which the loss does not compute: learned (from the logarithm of the
  /// vocabulary's size on), or a number that stays.
  public var logZ = "learned"

  /// Noise from the unigram distribution, shared in a batch.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("samples", (1...1_000_000).contains(samples), "must be from 1 to 1000000")
    require("power", (0...10).contains(power), "must be from 0 to 10")
    require("log_z", isLearned || fixedLogZ != nil, "must be learned, or a number from -1000 to 1000")
  }

  private var isLearned: Bool { logZ == "learned" }
  private var fixedLogZ: Double? { Double(logZ).flatMap { (-1000...1000).contains($0) ? $0 : nil } }

  /// The loss for targets that occur `counts` times.
  func loss(counts: [Int]) -> NoiseContrastiveLoss {
    NoiseContrastiveLoss(
      counts: counts, samples: samples, power: power, isShared: shared,
      logZ: fixedLogZ.map { .fixed($0) } ?? .learned(from: log(Double(counts.count))))
  }

  /// One line for the run's log.
  var line: String {
    "noise-contrastive estimation, \(samples) noise tokens a target\(shared ? " (shared in a batch)" : ""),"
      + " unigram frequencies to the power of \(power), log Z \(isLearned ? "learned" : logZ): training losses are no"
      + " cross-entropies; dev losses are, over the whole vocabulary"
  }
}
