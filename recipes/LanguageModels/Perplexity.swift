internal import Metrics
internal import Pipelines
internal import Training
internal import Transformer

extension LanguageModel {
  /// How well the model predicts the targets of some sequences, which have at least one target in total.
  func perplexity(of sequences: [LanguageSequence]) -> PerplexityReport {
    var losses = [[Double]](repeating: [], count: sequences.count)
    for batch in BatchPlan(size: .tokens(4096), seed: 0).orderedBatches(lengths: sequences.map(\.ids.count)) {
      var ofBatch = model.losses(
        TokenBatch(batch.map { sequences[$0].ids }), targets: batch.flatMap { sequences[$0].targets })[...]
      for index in batch {
        losses[index] = Array(ofBatch.prefix(sequences[index].targetCount))
        ofBatch = ofBatch.dropFirst(sequences[index].targetCount)
      }
    }
    return PerplexityReport(
      targets: sequences.map { $0.targets.filter { $0 != LanguageSequence.noTarget } }, losses: losses)
  }
}
