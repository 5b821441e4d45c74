public import Configuration
public import Training

/// How long a model trains, in which batches, and how its weights change. All recipes share these settings.
///
/// The defaults are those of training a language model; `sentiment` has its own.
public struct OptimizationSettings: RunSettings {
  /// Passes over the training data.
  public var epochs = 1
  /// Stop after this number of steps, whatever the epochs.
  public var maxSteps: Int?
  /// Examples in a batch.
  public var batchSize = 32
  /// Tokens in a batch; if given, it replaces batch_size.
  public var batchTokens: Int?
  /// Batches whose gradients make one step.
  public var accumulation = 1
  /// Put texts of similar length into the same batch.
  public var groupByLength = false
  /// Highest learning rate of the schedule.
  public var learningRate = 1e-3
  /// How the learning rate falls: linear, cosine, constant, or halving (by half after every halve_every steps).
  public var schedule = LearningRateSchedule.cosine
  /// Steps from one halving of the learning rate to the next, with schedule: halving.
  public var halveEvery = 20_000
  /// Fraction of the steps in which the learning rate rises.
  public var warmup = 0.02
  /// The update rule: adamw, or sgd (stochastic gradient descent, without weight decay).
  public var optimizer = OptimizerKind.adamw
  /// The part of a step's change that the next step of sgd repeats; 0 is plain gradient descent.
  public var momentum = 0.0
  /// Weight decay of AdamW.
  public var weightDecay = 0.1
  /// Decay rate of AdamW's mean of gradients.
  public var beta1 = 0.9
  /// Decay rate of AdamW's mean of squared gradients.
  public var beta2 = 0.95
  /// Constant that AdamW adds to the denominator.
  public var epsilon = 1e-8
  /// Largest norm of a step's gradient; 0 does not clip.
  public var gradientClip = 1.0

  /// The defaults of training a language model.
  public init() {}

  /// The update rule with these settings.
  package var rule: any UpdateRule {
    switch optimizer {
    case .adamw: AdamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
    case .sgd: SGD(momentum: momentum)
    }
  }

  /// The update rule's name, and how many numbers it keeps of each parameter.
  package var ruleMemory: (name: String, numbers: Int) {
    switch optimizer {
    case .adamw: ("AdamW", 2)
    case .sgd: ("SGD", momentum == 0 ? 0 : 1)
    }
  }

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("epochs", (0...1_000_000).contains(epochs), "must be from 0 to 1000000")
    require("max_steps", maxSteps ?? 1 >= 1, "must be at least 1")
    require("batch_size", (1...1_000_000).contains(batchSize), "must be from 1 to 1000000")
    require("batch_tokens", (1...1_000_000_000).contains(batchTokens ?? 1), "must be from 1 to 1000000000")
    require("accumulation", (1...1_000_000).contains(accumulation), "must be from 1 to 1000000")
    require("learning_rate", learningRate > 0 && learningRate < 1, "must be above 0 and below 1")
    require("warmup", (0...1).contains(warmup), "must be from 0 to 1")
    require("halve_every", (1...1_000_000_000).contains(halveEvery), "must be from 1 to 1000000000")
    require(
      "halve_every", schedule == .halving || halveEvery == Self().halveEvery,
      "has no effect without schedule: halving")
    require("momentum", (0..<1).contains(momentum), "must be from 0 to below 1")
    require("momentum", optimizer == .sgd || momentum == 0, "has no effect without optimizer: sgd")
    require("weight_decay", weightDecay >= 0 && weightDecay.isFinite, "must not be negative")
    require("beta1", (0..<1).contains(beta1), "must be from 0 to below 1")
    require("beta2", (0..<1).contains(beta2), "must be from 0 to below 1")
    require("epsilon", epsilon >= Double(Float.leastNormalMagnitude) && epsilon.isFinite, "must be at least 1.2e-38")
    require("gradient_clip", gradientClip >= 0, "must not be negative")
  }
}

/// An update rule.
public enum OptimizerKind: String, Codable, CaseIterable, Sendable {
  case adamw
  /// Stochastic gradient descent.
  case sgd
}
