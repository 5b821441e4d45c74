internal import Base
internal import Transformer

/// What a checkpoint folder can be used for.
package enum CheckpointKind {
  case classifier
  case languageModel

  /// Looks at `config.json`; whether the model can be run is found out when it is opened.
  package init(_ folder: String) throws {
    guard exists(folder + "/config.json") else {
      if !exists(folder + "/model.safetensors") { throw PipelineError.noCheckpoint(folder) }
      throw InputError.problem(
        "\(folder) has weights but no config.json, which says what model they are of: copy it there")
    }
    let type = try JSON(parsingFile: folder + "/config.json")["model_type"]?.string
    // Encoders that no classifier can be made of are found out when the model is opened.
    self = CausalLanguageModel.modelTypes.contains(type ?? "") ? .languageModel : .classifier
  }
}
