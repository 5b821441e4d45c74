internal import Base
internal import Pipelines
internal import Training
internal import Transformer

/// The loss of a stage.
extension LanguageModelTraining {
  /// The loss before the first step, or as a saved state had it. The noise has the frequencies of the targets of the
  /// first epoch.
  ///
  /// - Parameter about: the `attune.json` of the saved state; nil for a new run
  func loss(_ model: CausalLanguageModel, resuming about: JSON.Object? = nil) -> any LanguageModelLoss {
    guard let nce else { return SoftmaxLoss() }
    var counts = [Int](repeating: 0, count: model.configuration.vocabularySize)
    for sequence in sequences(0) {
      for target in sequence.targets where target != LanguageSequence.noTarget { counts[Int(target)] += 1 }
    }
    let loss = nce.loss(counts: counts)
    if let logZ = about?["log_z"]?.number { loss.restore(logZ: logZ) }
    return loss
  }

  /// The model with what the loss has learned in its `attune.json`.
  func noting(_ loss: any LanguageModelLoss, in model: LanguageModel) -> LanguageModel {
    var noted = model
    // A stage after pretraining has another loss.
    noted.about["log_z"] = (loss as? NoiseContrastiveLoss).map { .number($0.logZ) }
    return noted
  }
}
