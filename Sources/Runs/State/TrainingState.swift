internal import Base
package import Training
internal import Transformer

/// The state that a resumed run needs besides the weights: the moments of the optimizer, the running average of the
/// weights if there is one, and a few numbers.
///
/// Nothing else is needed. The order of the data depends on seed and epoch, dropout on seed and step, the learning rate
/// on the step.
package struct TrainingState {
  package var step: Int
  package var bestScore: Double?
  package var bestStep: Int
  package var waited: Int
  package var tokens: Int
  package var seconds: Double
  /// The moving average of the loss, as `ProgressLine` computes it.
  package var smoothedLoss: Double?
  /// The stage, in a run with several stages.
  package var stage: String?

  /// The valid range of counts of steps and tokens; sums of them do not overflow.
  package static let possible = 0...(1 << 50)

  package init(
    step: Int, bestScore: Double?, bestStep: Int, waited: Int, tokens: Int, seconds: Double, smoothedLoss: Double?,
    stage: String? = nil
  ) {
    self.step = step
    self.bestScore = bestScore
    self.bestStep = bestStep
    self.waited = waited
    self.tokens = tokens
    self.seconds = seconds
    self.smoothedLoss = smoothedLoss
    self.stage = stage
  }

  /// Reads `state.json` of a checkpoint folder and checks the checksum of every file that was saved with it.
  package init(folder: String) throws {
    let path = folder + "/state.json"
    let json = try JSON(parsingFile: path)
    guard let step = json["step"]?.integer, let bestStep = json["best_step"]?.integer,
      let waited = json["waited"]?.integer, let tokens = json["tokens"]?.integer,
      let seconds = json["seconds"]?.number, let files = json["files"]?.object
    else { throw InputError.problem("\(path) is not the state of a run") }
    for (name, value) in [("step", step), ("best_step", bestStep), ("waited", waited), ("tokens", tokens)]
    where !Self.possible.contains(value) {
      throw InputError.problem("\(path) is not the state of a run: \(name) is \(value)")
    }
    guard seconds >= 0 else { throw InputError.problem("\(path) is not the state of a run: seconds is \(seconds)") }
    for name in files.members.map(\.key) where !Self.isPlain(name) {
      throw InputError.problem("\(path) is not the state of a run: it names \(excerpt(name, limit: 100))")
    }
    func require(_ name: String, _ found: String, _ expected: JSON?) throws {
      if expected?.string == found { return }
      let wanted = expected.map { excerpt($0.string ?? $0.compact, limit: 100) } ?? "one"
      throw InputError.problem("\(folder)/\(name) is not the saved file: its CRC-32C is \(found), expected \(wanted)")
    }
    // Check this file first: it contains the checksums of the others.
    try require("state.json", Self.sum(json), json[Self.sumName])
    for (name, sum) in files.members {
      try require(name, Checksum(file: folder + "/" + name).hexadecimal, sum)
    }
    self.init(
      step: step, bestScore: json["best_score"]?.number, bestStep: bestStep, waited: waited, tokens: tokens,
      seconds: seconds, smoothedLoss: json["smoothed_loss"]?.number, stage: json["stage"]?.string)
  }

  /// Whether a name is that of a file directly in the folder, so that no other file is read.
  private static func isPlain(_ name: String) -> Bool {
    !name.utf8.contains(UInt8(ascii: "/")) && !["", ".", ".."].contains(name)
  }

  /// The key of the checksum of `state.json`'s other members.
  private static let sumName = "checksum"

  private static func sum(_ state: JSON) -> String {
    var members = state.object ?? [:]
    members[sumName] = nil
    var sum = Checksum()
    sum.update(Array(JSON.object(members).compact.utf8)[...])
    return sum.hexadecimal
  }

  /// Writes `optimizer.safetensors`, `average.safetensors` if there is an average of the weights, and `state.json` with
  /// the checksums of all files, into a folder that contains the other files.
  package func write(to folder: String, _ optimizer: Optimizer, _ average: WeightAverage? = nil) throws {
    try SafetensorsFile.write(optimizer.state, to: folder + "/optimizer.safetensors")
    if let average { try SafetensorsFile.write(average.state, to: folder + "/average.safetensors") }
    var object: JSON.Object = [
      "step": .integer(step), "best_score": bestScore.map(JSON.number) ?? .null, "best_step": .integer(bestStep),
      "waited": .integer(waited), "tokens": .integer(tokens), "seconds": .number(seconds),
      "smoothed_loss": smoothedLoss.map(JSON.number) ?? .null,
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
