internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension Evaluation {
  /// Scores a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: a folder of a run, `<run>/best` for instance, or one that `transformers` saved
  ///   - data: a file or the name of a data set; without it the data that the checkpoint was trained with
  ///   - split: the split of a named data set
  ///   - dataFolder: where named data sets are; without it the environment variable ATTUNE_DATA
  public static func run(
    checkpoint: String, data: String?, split: String, dataFolder: String? = nil
  ) throws -> Outcome {
    switch try CheckpointKind(checkpoint) {
    case .classifier: return try classifier(checkpoint, data: data, split: split, dataFolder: dataFolder)
    case .languageModel:
      let model = try LanguageModel.open(checkpoint)
      return try model.format == nil
        ? perplexity(model, checkpoint, data: data, split: split, dataFolder: dataFolder)
        : answers(model, checkpoint, data: data, split: split, dataFolder: dataFolder)
    }
  }
}
