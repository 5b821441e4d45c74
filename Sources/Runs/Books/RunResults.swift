package import Base
internal import Tensor

/// Adds a member to a checkpoint's `attune.json`. The file is replaced atomically.
package func addToCheckpoint(_ folder: String, _ key: String, _ value: JSON) throws {
  guard var about = try JSON(parsingFile: folder + "/attune.json").object else { return }
  about[key] = value
  try writeFileDurably(folder + "/attune.json", Array(JSON.object(about).pretty.utf8))
}

extension RunFolder {
  /// Writes `results.json`, the last file of a run: the given members, the environment, and the prediction with the
  /// measurement. Adds the latter to the best checkpoint too.
  ///
  /// - Parameters:
  ///   - tokens: tokens that the model has read in training
  ///   - seconds: duration of the whole run, with its earlier parts
  /// - Returns: the line that compares prediction and measurement
  package func writeResults(
    _ members: JSON.Object, _ forecast: Forecast, tokens: Int, seconds: Double
  ) throws -> String {
    let comparison = forecast.comparison(tokens: tokens)
    var results = members
    results["environment"] = .object(runEnvironment())
    results["seconds"] = .number(seconds)
    results["peak_memory_bytes"] = .integer(peakMemory())
    results["prediction"] = comparison.json
    try addToCheckpoint(appending("best"), "prediction", comparison.json)
    try writeFileDurably(appending("results.json"), Array(JSON.object(results).pretty.utf8))
    return comparison.line
  }
}
