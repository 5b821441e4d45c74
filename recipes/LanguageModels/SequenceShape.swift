internal import Training

/// How much of a batch a sequence is.
struct SequenceShape {
  let length: Int
  /// Positions at which a token is to be predicted.
  let targets: Int

  init(length: Int, targets: Int) {
    self.length = length
    self.targets = targets
  }

  init(_ sequence: LanguageSequence) {
    self.init(length: sequence.ids.count, targets: sequence.targetCount)
  }
}
