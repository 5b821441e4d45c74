internal import Pipelines
internal import Tensor

extension Evaluation {
  /// Scores a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: a checkpoint of a run, such as `<run>/best`, or a folder that `transformers` saved
  ///   - data: a file or the name of a data set; by default the data of the checkpoint's run
  ///   - split: the split of a named data set
  ///   - dataFolder: the folder of named data sets; by default the environment variable ATTUNE_DATA
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
