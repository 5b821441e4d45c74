internal import Base
internal import Transformer

/// What a checkpoint folder can be used for.
package enum CheckpointKind {
  case classifier
  case languageModel

  /// Reads `config.json`. Whether the model is supported is checked when it is opened.
  package init(_ folder: String) throws {
    guard exists(folder + "/config.json") else {
      if !exists(folder + "/model.safetensors") { throw PipelineError.noCheckpoint(folder) }
      throw InputError.problem(
        "\(folder) has weights but no config.json, which describes their model: copy it there")
    }
    let type = try JSON(parsingFile: folder + "/config.json")["model_type"]?.string
    // Encoders that do not support a classifier are detected when the model is opened.
    self = CausalLanguageModel.modelTypes.contains(type ?? "") ? .languageModel : .classifier
  }
}
