package import Base

/// Compares a run's estimate with the measurement. It times the first steps, predicts the time of the whole run from
/// them, and reports the error of the prediction at the end.
///
/// It only reads clocks, so the result of the run is the same as without it.
package final class Forecast {
  package let estimate: ResourceEstimate
  private let console: Console
  private let start = (wall: monotonicSeconds(), processor: processorSeconds())
  private var stepStart = (wall: 0.0, processor: 0.0)
  /// Totals of the timed steps. The first step is not timed, because it warms up the memory.
  private var timed = (steps: 0, cost: 0.0, wall: 0.0, processor: 0.0)
  private var steps = 0
  /// Operations of all completed steps, and of those that earlier processes completed.
  private var done = 0.0
  private var skipped = 0.0
  private var predicted: (wall: Double, processor: Double)?

  /// A prediction needs this number of timed steps, and this share of the run's work or this time.
  private static let (leastSteps, leastShare, enoughSeconds) = (6, 0.03, 20.0)

  package init(_ estimate: ResourceEstimate, _ console: Console) {
    self.estimate = estimate
    self.console = console
    console.say(estimate.line)
  }

  /// Counts steps that an earlier process completed.
  package func skip(cost: Double) {
    skipped += cost
    done += cost
  }

  package func beginStep() { if predicted == nil { stepStart = (monotonicSeconds(), processorSeconds()) } }

  package func endStep(cost: Double) {
    done += cost
    steps += 1
    if predicted != nil || steps == 1 { return }
    timed.steps += 1
    timed.cost += cost
    timed.wall += monotonicSeconds() - stepStart.wall
    timed.processor += processorSeconds() - stepStart.processor
    let isShare = timed.cost >= Self.leastShare * (estimate.work.training - skipped)
    guard timed.steps >= Self.leastSteps, isShare || timed.wall >= Self.enoughSeconds else { return }
    // Assume that evaluations and saves are spread evenly over the steps.
    let share = (estimate.work.training - done) / max(1, estimate.work.training)
    func rest(_ seconds: Double) -> Double {
      let pace = seconds / timed.cost
      return pace * (estimate.work.training - done + estimate.work.evaluation * share)
        + estimate.work.saved * share / ResourceEstimate.savedPerSecond
        + estimate.saving(during: pace * (estimate.work.training - done))
    }
    predicted = (
      monotonicSeconds() - start.wall + rest(timed.wall), processorSeconds() - start.processor + rest(timed.processor)
    )
    console.say(
      "predicted: about \(duration(predicted!.wall)) in all\(estimate.mayStopEarly ? " at most" : "")"
        + ", from \(timed.steps) steps")
  }

  /// Prediction and measurement, for `results.json` and the checkpoint.
  package func comparison(tokens: Int) -> (json: JSON, line: String) {
    let wall = monotonicSeconds() - start.wall
    let processor = processorSeconds() - start.processor
    let peak = peakMemory()
    let json: JSON = [
      "predicted": [
        "steps": .integer(estimate.steps), "tokens": .integer(estimate.tokens),
        "seconds": predicted.map { .number($0.wall) } ?? .null,
        "cpu_seconds": predicted.map { .number($0.processor) } ?? .null,
        "peak_memory_bytes": .integer(estimate.peakMemory), "disk_bytes": .integer(estimate.disk),
      ],
      "measured": [
        "tokens": .integer(tokens), "seconds": .number(wall), "cpu_seconds": .number(processor),
        "peak_memory_bytes": .integer(peak),
      ],
    ]
    var parts = [
      "\(tokens) of \(estimate.tokens) tokens",
      "\(byteCount(peak)) of memory (\(Self.difference(Double(peak), Double(estimate.peakMemory))))",
    ]
    if let predicted {
      // The two errors differ if the load from other processes changed.
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
