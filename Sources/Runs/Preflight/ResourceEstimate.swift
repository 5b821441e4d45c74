internal import Base
internal import Tensor
package import Transformer

/// The resources that a run needs: steps and tokens exactly, memory and disk from shapes, and work from operations.
package struct ResourceEstimate {
  package var steps = 0
  package var tokens = 0
  /// Whether early stopping may end the run earlier.
  package var mayStopEarly = false
  /// The parts of the memory, in bytes.
  package var memory: [(name: String, bytes: Int)] = []
  /// The training batch that needs the most memory.
  package var largestBatch = PassCost()
  /// Largest size of the run's folder in bytes, including temporary files.
  package var disk = 0
  /// Bytes on the disk that a run needs at least: one checkpoint and one state to resume from.
  package var leastDisk = 0
  package var work = Work()

  /// An empty estimate.
  package init() {}

  /// The work of a run.
  package struct Work {
    /// Operations of all training steps, including the optimizer.
    package var training = 0.0
    /// Operations of all evaluations.
    package var evaluation = 0.0
    /// Bytes that are written, hashed and flushed, without the states that are saved at intervals.
    package var saved = 0.0
    /// Seconds between two saves of the state, in addition to those after evaluations, and its size in bytes.
    package var states: (interval: Double, bytes: Double)?
  }

  package var peakMemory: Int { memory.reduce(0) { $0 + $1.bytes } }

  /// Bytes that are written, hashed and flushed per second: typical of a common disk, a rough guess for this one.
  package static let savedPerSecond = 250e6
  /// Operations of a product that take as long as AdamW and the gradient norm for one value (36 bytes read and
  /// written).
  package static let optimizerOperations = 200.0
  /// The same for the running average of the weights, which reads and writes 12 more bytes.
  package static let averageOperations = 67.0
  /// The program, its libraries and the buffers of OpenBLAS.
  package static let program = 20 << 20
  /// The factor by which the pool of tensor memory is larger than the live tensors: sizes are rounded up to eighths,
  /// and batches of varying size leave blocks that are larger than needed, or unused. Measured on runs of all recipes.
  package static let poolFactor = 1.15

  /// Bytes that the values of a pass need in the pool.
  package static func pooled(_ cost: PassCost) -> Int { Int(4 * Double(cost.liveValues) * poolFactor) }

  /// Bytes that the two bfloat16 copies of each weight need in the pool.
  package static func packedWeights(_ registry: ParameterRegistry) -> Int {
    if Machine.precision == .float32 { return 0 }
    let multiplied = registry.parameters.filter(\.isMultiplied)
    return multiplied.reduce(0) { $0 + Int(4 * Double($1.value.count) * poolFactor) }
  }

  /// Seconds of the whole run at a given pace.
  package func seconds(_ pace: Double) -> Double {
    pace * (work.training + work.evaluation) + work.saved / Self.savedPerSecond + saving(during: pace * work.training)
  }

  /// Seconds for saving states during the given seconds of training.
  package func saving(during seconds: Double) -> Double {
    guard let states = work.states else { return 0 }
    return min(Double(steps), seconds / max(states.interval, 1e-3)) * states.bytes / Self.savedPerSecond
  }
}

extension ResourceEstimate {
  /// Reports the estimate as rows of the table, and the resources that are not sufficient.
  package func report(_ preflight: Preflight, pace: Pace?) {
    preflight.fact("steps", "\(steps), \(tokens) tokens\(mayStopEarly ? " at most" : "")")
    let parts = memory.filter { $0.bytes >= 1 << 20 }.map { "\($0.name) \(byteCount($0.bytes))" }.joined(
      separator: ", ")
    let available = availableMemory()
    preflight.fact(
      "memory", "about \(byteCount(peakMemory)) (\(parts))" + (available.map { "; \(byteCount($0)) available" } ?? ""))
    if let available, peakMemory > available {
      preflight.remark(
        "the run needs about \(byteCount(peakMemory)) of memory, but \(byteCount(available)) are available: use smaller"
          + " batches with more accumulation")
    }
    let free = freeSpace(at: preflight.folder)
    preflight.fact("disk", "\(byteCount(disk)) at most" + (free.map { "; \(byteCount($0)) free" } ?? ""))
    // The files of an existing run are replaced, or are a part of this run.
    let written = exists(preflight.folder + "/config.yaml") ? size(ofFolder: preflight.folder) : 0
    if let free, free + written < disk {
      let message =
        "\(preflight.folder): the run writes up to \(byteCount(disk)), but \(byteCount(free)) are free: free some"
        + " space, or choose another --output"
      // A run may need less than the maximum. Below the minimum it could not even be resumed.
      if free + written < leastDisk { preflight.problem(message) } else { preflight.remark(message) }
    }
    guard let pace else { return }
    preflight.fact(
      "time", "about \(duration(seconds(pace.seconds))), from \(counted(pace.steps, "step")) run in memory")
  }

  /// The line that a run prints at its start.
  package var line: String {
    "predicted: \(counted(steps, "step")), \(tokens) tokens\(mayStopEarly ? " at most" : ""), about"
      + " \(byteCount(peakMemory)) of memory, \(byteCount(disk)) of disk at most"
  }
}

/// The measured time of an operation, from steps that run in memory.
package struct Pace {
  /// Wall-clock seconds per operation.
  package let seconds: Double
  /// CPU seconds per operation.
  package let processorSeconds: Double
  package let steps: Int

  /// Seconds of the whole measurement, and the largest number of operations of one step.
  private static let limit = 3.0
  package static let operationsPerStep = 1.5e11

  /// - Parameters:
  ///   - costs: operations of each step that may be run, at least one
  ///   - step: runs one step, by its index
  package init(costs: [Double], step: (Int) -> Void) {
    let start = monotonicSeconds()
    let order = costs.indices.sorted { costs[$0] < costs[$1] }
    // The longest step runs first, because it warms up the memory. It only counts if there is no time for more steps.
    let shares = [1, 0.5, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]
    var chosen = shares.map { order[Int($0 * Double(order.count - 1))] }
    chosen += chosen.dropFirst() + chosen.dropFirst()
    var sums: [(cost: Double, wall: Double, processor: Double)] = []
    for index in chosen {
      let (wall, processor) = (monotonicSeconds(), Base.processorSeconds())
      step(index)
      sums.append((costs[index], monotonicSeconds() - wall, Base.processorSeconds() - processor))
      if monotonicSeconds() - start + sums.last!.wall > Self.limit { break }
    }
    let counted = sums.count > 1 ? sums.dropFirst() : sums[...]
    let cost = counted.reduce(0) { $0 + $1.cost }
    seconds = counted.reduce(0) { $0 + $1.wall } / cost
    processorSeconds = counted.reduce(0) { $0 + $1.processor } / cost
    steps = counted.count
  }
}

/// Bytes of all files in a folder and its subfolders; 0 if there is no folder.
private func size(ofFolder folder: String) -> Int {
  ((try? folderContents(folder)) ?? []).reduce(0) { sum, name in
    let path = folder + "/" + name
    return sum + (isFolder(path) ? size(ofFolder: path) : fileSize(path) ?? 0)
  }
}
