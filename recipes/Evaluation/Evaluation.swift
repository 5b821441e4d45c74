internal import Base
internal import Pipelines
internal import Tensor
public import Text

extension Evaluation {
  /// Scores a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: a checkpoint of a run, such as `<run>/best`, or a folder that `transformers` saved
  ///   - data: a file or the name of a data set; by default the data of the checkpoint's run
  ///   - split: the split of a named data set
  ///   - dataFolder: the folder of named data sets; by default the environment variable ATTUNE_DATA
  ///   - preprocess: changes of the texts of a language model; nil for those of the checkpoint's training
  public static func run(
    checkpoint: String, data: String?, split: String, dataFolder: String? = nil,
    preprocess: [PreprocessingStep]? = nil
  ) throws -> Outcome {
    func refuse() throws {
      if preprocess == nil { return }
      throw InputError.problem(
        "\(checkpoint) is no plain language model: only the texts of one can be preprocessed. Omit --preprocess")
    }
    switch try CheckpointKind(checkpoint) {
    case .classifier:
      try refuse()
      return try classifier(checkpoint, data: data, split: split, dataFolder: dataFolder)
    case .languageModel:
      let model = try LanguageModel.open(checkpoint)
      if model.format == nil {
        return try perplexity(
          model, checkpoint, data: data, split: split, dataFolder: dataFolder, preprocess: preprocess)
      }
      try refuse()
      return try answers(model, checkpoint, data: data, split: split, dataFolder: dataFolder)
    }
  }
}
