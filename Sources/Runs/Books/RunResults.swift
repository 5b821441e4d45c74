package import Base
internal import Tensor

/// Adds a member to a checkpoint's `attune.json`; the old file or the new one is whole at every moment.
package func addToCheckpoint(_ folder: String, _ key: String, _ value: JSON) throws {
  guard var about = try JSON(parsingFile: folder + "/attune.json").object else { return }
  about[key] = value
  try writeFileDurably(folder + "/attune.json", Array(JSON.object(about).pretty.utf8))
}

extension RunFolder {
  /// Writes `results.json`, the last file of a run: the given members, the environment, and the forecast beside what was
  /// measured, which the best checkpoint says too.
  ///
  /// - Parameters:
  ///   - tokens: tokens that the model has read in training
  ///   - seconds: what the whole run took, its earlier parts included
  /// - Returns: the line that compares forecast and measurement
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
