internal import Datasets
internal import Pipelines

/// A split that is scored: its texts, and their tokens, which are made once per run.
struct HeldOut {
  /// "dev" or "test".
  let name: String
  let texts: TextSplit
  let inputs: [Classifier.Input]
}
