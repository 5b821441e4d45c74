internal import Datasets
internal import Pipelines

/// A split that is scored: its texts, and the same as tokens, made once for all scores of a run.
struct HeldOut {
  /// "dev", "test", or a further test split of the data set.
  let name: String
  let texts: TextSplit
  let inputs: [Classifier.Input]
}
