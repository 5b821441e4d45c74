import Base
import Foundation
import Testing

/// What `GoldenRunTests` compares of a run.
struct GoldenResult {
  /// Steps of all stages.
  let steps: Int
  /// Ten training losses, evenly spaced from the first step to the last.
  let losses: [Double]
  /// The scores on the dev data.
  let scores: [String: Double]
  /// The SHA-256 of `model.safetensors` by checkpoint, such as `best` and `last`.
  let weights: [String: String]

  /// The largest difference between two losses of the same step, relative to the recorded one.
  func distance(from recorded: GoldenResult) -> Double {
    zip(losses, recorded.losses).map { abs($0 - $1) / abs($1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }
}

/// `Tests/Fixtures/golden-runs.json`: results by the run's name and by the kernels that computed them.
enum GoldenFile {
  private static let path =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/golden-runs.json"

  static func read() throws -> [String: [String: GoldenResult]] {
    let runs = try #require(JSON(parsing: readFile(path)).object, "\(path) is not an object")
    return try dictionary(runs) { results in
      try dictionary(#require(results.object)) { result in
        try GoldenResult(
          steps: #require(result["steps"]?.integer),
          losses: #require(result["losses"]?.array).map { try #require($0.number) },
          scores: dictionary(#require(result["scores"]?.object)) { try #require($0.number) },
          weights: dictionary(#require(result["weights"]?.object)) { try #require($0.string) })
      }
    }
  }

  /// One line for each part of a result, so that a difference in the file shows what has changed.
  static func write(_ runs: [(name: String, results: [String: GoldenResult])], to path: String) throws {
    func object<Value>(_ members: [String: Value], _ json: (Value) -> JSON) -> JSON {
      var object = JSON.Object()
      for (key, value) in members.sorted(by: { $0.key < $1.key }) { object[key] = json(value) }
      return .object(object)
    }
    let lines = runs.map { run in
      let results = run.results.sorted { $0.key < $1.key }.map { kernels, result in
        """
            \(JSON.string(kernels).compact): {
              "steps": \(result.steps),
              "losses": \(JSON.array(result.losses.map(JSON.number)).compact),
              "scores": \(object(result.scores, JSON.number).compact),
              "weights": \(object(result.weights, JSON.string).compact)
            }
        """
      }
      return "  \(JSON.string(run.name).compact): {\n\(results.joined(separator: ",\n"))\n  }"
    }
    try writeFile(path, Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8))
  }

  private static func dictionary<Value>(
    _ object: JSON.Object, _ value: (JSON) throws -> Value
  ) rethrows -> [String: Value] {
    try Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, try value($0.value)) })
  }
}
