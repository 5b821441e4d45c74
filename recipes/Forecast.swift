internal import Base
internal import Training

/// Holds a run's prediction against what happens: times its first steps, says from them how long the run will take, and at
/// the end how far off that was.
///
/// It only looks at clocks, so that the run's bits are the same as without it.
final class Forecast {
  let prediction: Prediction
  private let console: Console
  private let start = (wall: monotonicSeconds(), processor: processorSeconds())
  private var stepStart = (wall: 0.0, processor: 0.0)
  /// Of the steps that were timed; the first one makes the memory warm and is not.
  private var timed = (steps: 0, cost: 0.0, wall: 0.0, processor: 0.0)
  private var steps = 0
  /// Operations of the steps that are done, and of those of them that earlier processes made.
  private var done = 0.0
  private var skipped = 0.0
  private var predicted: (wall: Double, processor: Double)?

  /// Steps that are timed at least, and the share of the run's work.
  private static let (leastSteps, leastShare, enoughSeconds) = (6, 0.03, 20.0)

  init(_ prediction: Prediction, _ console: Console) {
    self.prediction = prediction
    self.console = console
    console.say(prediction.line)
  }

  /// Steps that an earlier process made.
  func skip(cost: Double) {
    skipped += cost
    done += cost
  }

  func beginStep() { if predicted == nil { stepStart = (monotonicSeconds(), processorSeconds()) } }

  func endStep(cost: Double) {
    done += cost
    steps += 1
    if predicted != nil || steps == 1 { return }
    timed.steps += 1
    timed.cost += cost
    timed.wall += monotonicSeconds() - stepStart.wall
    timed.processor += processorSeconds() - stepStart.processor
    let isShare = timed.cost >= Self.leastShare * (prediction.work.training - skipped)
    guard timed.steps >= Self.leastSteps, isShare || timed.wall >= Self.enoughSeconds else { return }
    // Evaluations and saves are spread evenly over the steps.
    let share = (prediction.work.training - done) / max(1, prediction.work.training)
    func rest(_ seconds: Double) -> Double {
      let pace = seconds / timed.cost
      return pace * (prediction.work.training - done + prediction.work.evaluation * share)
        + prediction.work.saved * share / Prediction.savedPerSecond
        + prediction.saving(during: pace * (prediction.work.training - done))
    }
    predicted = (
      monotonicSeconds() - start.wall + rest(timed.wall), processorSeconds() - start.processor + rest(timed.processor)
    )
    console.say(
      "predicted: about \(duration(predicted!.wall)) in all\(prediction.mayStopEarly ? " at most" : "")"
        + ", from \(timed.steps) steps")
  }

  /// Prediction and measurement for `results.json` and the checkpoint.
  func comparison(tokens: Int) -> (json: JSON, line: String) {
    let wall = monotonicSeconds() - start.wall
    let processor = processorSeconds() - start.processor
    let peak = peakMemory()
    let json: JSON = [
      "predicted": [
        "steps": .integer(prediction.steps), "tokens": .integer(prediction.tokens),
        "seconds": predicted.map { .number($0.wall) } ?? .null,
        "cpu_seconds": predicted.map { .number($0.processor) } ?? .null,
        "peak_memory_bytes": .integer(prediction.peakMemory), "disk_bytes": .integer(prediction.disk),
      ],
      "measured": [
        "tokens": .integer(tokens), "seconds": .number(wall), "cpu_seconds": .number(processor),
        "peak_memory_bytes": .integer(peak),
      ],
    ]
    var parts = [
      "\(tokens) of \(prediction.tokens) tokens",
      "\(byteCount(peak)) of memory (\(Self.difference(Double(peak), Double(prediction.peakMemory))))",
    ]
    if let predicted {
      // Where the two differ, other processes took the processors, or left them.
      let work = "\(duration(processor)) of processors, \(Self.difference(processor, predicted.processor))"
      parts.insert("\(duration(wall)) (\(Self.difference(wall, predicted.wall)); \(work))", at: 0)
    }
    return (json, "measured against the prediction: " + parts.joined(separator: ", "))
  }

  private static func difference(_ measured: Double, _ predicted: Double) -> String {
    let share = measured / predicted - 1
    return "\(share < 0 ? "−" : "+")\(fixed(100 * abs(share), 0))%"
  }
}

/// Adds a member to a checkpoint's `attune.json`, which is there whole at every moment.
func addToCheckpoint(_ folder: String, _ key: String, _ value: JSON) throws {
  guard var about = try JSON(parsingFile: folder + "/attune.json").object else { return }
  about[key] = value
  try writeFileDurably(folder + "/attune.json", Array(JSON.object(about).pretty.utf8))
}
