internal import Base
internal import Training
internal import Transformer

/// What a resumed run takes up besides the weights: the optimiser's running means and a few numbers.
///
/// Nothing else is needed. The order of the data depends on seed and epoch, dropout on seed and step, the learning rate
/// on the step.
package struct TrainingState {
  var step: Int
  var bestScore: Double?
  var bestStep: Int
  var waited: Int
  var tokens: Int
  var seconds: Double
  /// The stage of a run of several.
  var stage: String?

  /// What counts of steps and tokens can be; sums of them do not overflow.
  static let possible = 0...(1 << 50)

  init(
    step: Int, bestScore: Double?, bestStep: Int, waited: Int, tokens: Int, seconds: Double, stage: String? = nil
  ) {
    self.step = step
    self.bestScore = bestScore
    self.bestStep = bestStep
    self.waited = waited
    self.tokens = tokens
    self.seconds = seconds
    self.stage = stage
  }

  /// Reads `state.json` of a checkpoint folder.
  package init(folder: String) throws {
    let path = folder + "/state.json"
    let json = try JSON(parsingFile: path)
    guard let step = json["step"]?.integer, let bestStep = json["best_step"]?.integer,
      let waited = json["waited"]?.integer, let tokens = json["tokens"]?.integer,
      let seconds = json["seconds"]?.number
    else { throw RecipeError.input("\(path) is not the state of a run") }
    for (name, value) in [("step", step), ("best_step", bestStep), ("waited", waited), ("tokens", tokens)]
    where !Self.possible.contains(value) {
      throw RecipeError.input("\(path) is not the state of a run: \(name) is \(value)")
    }
    guard seconds >= 0 else { throw RecipeError.input("\(path) is not the state of a run: seconds is \(seconds)") }
    self.init(
      step: step, bestScore: json["best_score"]?.number, bestStep: bestStep, waited: waited, tokens: tokens,
      seconds: seconds, stage: json["stage"]?.string)
  }

  /// Writes `state.json` and `optimizer.safetensors` into a folder that exists.
  func write(to folder: String, _ optimizer: AdamW) throws {
    try SafetensorsFile.write(optimizer.state, to: folder + "/optimizer.safetensors")
    let object: JSON.Object = [
      "step": .integer(step), "best_score": bestScore.map(JSON.number) ?? .null, "best_step": .integer(bestStep),
      "waited": .integer(waited), "tokens": .integer(tokens), "seconds": .number(seconds),
      "stage": stage.map(JSON.string) ?? .null,
    ]
    try writeFile(folder + "/state.json", Array(JSON.object(object).pretty.utf8))
  }
}
