internal import Base
internal import Configuration
internal import Pipelines
internal import Runs
internal import Transformer

extension Classifier {
  /// Records in `about` the origin of the weights: recipe, settings, machine, base model, data, and the hash of the
  /// weights before the first step.
  ///
  /// - Parameters:
  ///   - base: the folder of the base model; nil for a new network
  ///   - saved: the state from which the run resumes; nil for a new run
  /// - Returns: a remark for the user, if any
  mutating func noteOrigin(
    _ settings: SentimentSettings, base: String?, _ data: ClassificationData, _ saved: SavedStates.Found?
  ) throws -> String? {
    about["recipe"] = .string(Sentiment.name)
    about["settings"] = try settings.json()
    about["base_model"] = .string(settings.model)
    about["base_model_sha256"] = try base.map { .string(try SHA256.hexadecimal(ofFile: $0 + "/model.safetensors")) }
    about["data_sha256"] = .object(data.hashes)
    if let saved {
      let before = try JSON(parsingFile: saved.folder + "/attune.json")
      for key in InitialWeights.keys + ["environment", "earlier_environments"] { about[key] = before[key] }
    } else {
      InitialWeights.note(model.registry, in: &about)
    }
    return RunOrigin.noteEnvironment(in: &about)
  }

  /// The lines about the model at the start of a run.
  func modelLines(_ name: String) -> [String] {
    let registry = model.registry
    var lines = ["\(name): \(model.encoder.layerCount) layers, \(registry.count) parameters"]
    if !registry.initialized.isEmpty { lines.append("initialized: " + registry.initialized.joined(separator: ", ")) }
    if !model.unused.isEmpty { lines.append("in the checkpoint but not used: " + model.unused.joined(separator: ", ")) }
    let frozen = registry.parameters.count { $0.isFrozen }
    if frozen > 0 { lines.append("frozen: \(frozen) of \(registry.parameters.count) tensors") }
    return lines
  }
}
