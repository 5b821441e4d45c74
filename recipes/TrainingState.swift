internal import Base
internal import Training
internal import Transformer

/// What a resumed run takes up besides the weights: the optimiser's running means and a few numbers.
///
/// Nothing else is needed. The order of the data depends on seed and epoch, dropout on seed and step, the learning rate
/// on the step.
struct TrainingState {
  var step: Int
  var bestScore: Double?
  var bestStep: Int
  var waited: Int
  var tokens: Int
  var seconds: Double
  /// The stage of a run of several.
  var stage: String?

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

  /// Reads `state.json` of a checkpoint folder and checks that every file is the one that was saved with it.
  init(folder: String) throws {
    let path = folder + "/state.json"
    let json = try JSON(parsingFile: path)
    guard let step = json["step"]?.integer, let bestStep = json["best_step"]?.integer,
      let waited = json["waited"]?.integer, let tokens = json["tokens"]?.integer,
      let seconds = json["seconds"]?.number, let files = json["files"]?.object
    else { throw RecipeError.input("\(path) is not the state of a run") }
    func require(_ name: String, _ found: String, _ expected: JSON?) throws {
      if expected?.string == found { return }
      throw RecipeError.input(
        "\(folder)/\(name) is not what was saved: its CRC-32C is \(found), expected \(expected?.string ?? "one")")
    }
    // This file first: the sums of the others are in it.
    try require("state.json", Self.sum(json), json[Self.sumName])
    for (name, sum) in files.members {
      try require(name, Checksum(file: folder + "/" + name).hexadecimal, sum)
    }
    self.init(
      step: step, bestScore: json["best_score"]?.number, bestStep: bestStep, waited: waited, tokens: tokens,
      seconds: seconds, stage: json["stage"]?.string)
  }

  /// Under this name the sum of `state.json`'s other members stands.
  private static let sumName = "checksum"

  private static func sum(_ state: JSON) -> String {
    var members = state.object ?? [:]
    members[sumName] = nil
    var sum = Checksum()
    sum.update(Array(JSON.object(members).compact.utf8)[...])
    return sum.hexadecimal
  }

  /// Writes `optimizer.safetensors` and `state.json`, with the sums of all files, into a folder that holds the rest.
  func write(to folder: String, _ optimizer: AdamW) throws {
    try SafetensorsFile.write(optimizer.state, to: folder + "/optimizer.safetensors")
    var object: JSON.Object = [
      "step": .integer(step), "best_score": bestScore.map(JSON.number) ?? .null, "best_step": .integer(bestStep),
      "waited": .integer(waited), "tokens": .integer(tokens), "seconds": .number(seconds),
      "stage": stage.map(JSON.string) ?? .null,
    ]
    var files: JSON.Object = [:]
    for name in try folderContents(folder).sorted() where !isFolder(folder + "/" + name) {
      files[name] = .string(try Checksum(file: folder + "/" + name).hexadecimal)
    }
    object["files"] = .object(files)
    object[Self.sumName] = .string(Self.sum(.object(object)))
    try writeFile(folder + "/state.json", Array(JSON.object(object).pretty.utf8))
  }
}
