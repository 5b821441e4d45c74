internal import Training

/// Length and number of targets of a sequence.
struct SequenceShape {
  let length: Int
  /// Number of positions with a target.
  let targets: Int

  init(length: Int, targets: Int) {
    self.length = length
    self.targets = targets
  }

  init(_ sequence: LanguageSequence) {
    self.init(length: sequence.ids.count, targets: sequence.targetCount)
  }
}
