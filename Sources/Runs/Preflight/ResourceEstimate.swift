internal import Base
internal import Tensor
internal import Training
package import Transformer

/// What a run will take: steps and tokens exactly, memory and disk from shapes, and the work that time is spent on.
package struct ResourceEstimate {
  package var steps = 0
  package var tokens = 0
  /// Whether early stopping may end the run before.
  package var mayStopEarly = false
  /// What memory is taken by, in bytes.
  package var memory: [(name: String, bytes: Int)] = []
  /// The training batch that takes most of it.
  package var largestBatch = PassCost()
  /// Most bytes that the run's folder holds at once, what is being written included.
  package var disk = 0
  /// Bytes on the disk without which there is nothing left of a run: one checkpoint and one state to go on from.
  package var leastDisk = 0
  package var work = Work()

  /// Nothing yet.
  package init() {}

  /// What time is spent on.
  package struct Work {
    /// Operations of all training steps, the optimiser's included.
    package var training = 0.0
    /// Operations of all evaluations.
    package var evaluation = 0.0
    /// Bytes that are written, hashed and flushed, but for the states that are saved now and then.
    package var saved = 0.0
    /// Seconds between two saves of the state, beside those after evaluations, and its bytes.
    package var states: (interval: Double, bytes: Double)?
  }

  package var peakMemory: Int { memory.reduce(0) { $0 + $1.bytes } }

  /// Bytes that are written, hashed and flushed in a second: of a common disk, and no more than a guess for this one.
  package static let savedPerSecond = 250e6
  /// AdamW and the gradient norm read and write 36 bytes for each value: as long as so many operations of a product.
  package static let optimizerOperations = 200.0
  /// The mean of the weights reads and writes 12 bytes more.
  package static let averageOperations = 67.0
  /// The program, its libraries and what OpenBLAS takes for itself.
  package static let program = 20 << 20
  /// The pool of tensor memory holds so much more than what is alive: sizes are rounded up to eighths, and batches of
  /// varying size leave blocks that are larger than needed, or unused. Measured on runs of all recipes.
  package static let poolFactor = 1.15

  /// Bytes of the values of a pass, as the pool holds them.
  package static func pooled(_ cost: PassCost) -> Int { Int(4 * Double(cost.liveValues) * poolFactor) }

  /// Bytes of the two bfloat16 copies that products of a step keep of each weight, as the pool holds them.
  package static func packedWeights(_ registry: ParameterRegistry) -> Int {
    if Machine.precision == .float32 { return 0 }
    let multiplied = registry.parameters.filter(\.isMultiplied)
    return multiplied.reduce(0) { $0 + Int(4 * Double($1.value.count) * poolFactor) }
  }

  /// Seconds of all at a pace.
  package func seconds(_ pace: Double) -> Double {
    pace * (work.training + work.evaluation) + work.saved / Self.savedPerSecond + saving(during: pace * work.training)
  }

  /// Seconds that the saving of states takes while so many seconds are trained.
  package func saving(during seconds: Double) -> Double {
    guard let states = work.states else { return 0 }
    return min(Double(steps), seconds / max(states.interval, 1e-3)) * states.bytes / Self.savedPerSecond
  }
}

extension ResourceEstimate {
  /// Notes the estimate as rows of the table, and what there is not enough of.
  package func report(_ preflight: Preflight, pace: Pace?) {
    preflight.fact("steps", "\(steps), \(tokens) tokens\(mayStopEarly ? " at most" : "")")
    let parts = memory.filter { $0.bytes >= 1 << 20 }.map { "\($0.name) \(byteCount($0.bytes))" }.joined(
      separator: ", ")
    let available = availableMemory()
    preflight.fact(
      "memory", "about \(byteCount(peakMemory)) (\(parts))" + (available.map { "; \(byteCount($0)) available" } ?? ""))
    if let available, peakMemory > available {
      preflight.remark(
        "the run takes about \(byteCount(peakMemory)) of memory, but \(byteCount(available)) are available: give smaller"
          + " batches, with more accumulation")
    }
    let free = freeSpace(at: preflight.folder)
    preflight.fact("disk", "\(byteCount(disk)) at most" + (free.map { "; \(byteCount($0)) free" } ?? ""))
    // What a run that is there has written makes room, or is a part of what this one writes.
    let written = exists(preflight.folder + "/config.yaml") ? size(ofFolder: preflight.folder) : 0
    if let free, free + written < disk {
      let message =
        "\(preflight.folder): the run writes up to \(byteCount(disk)), but \(byteCount(free)) are free: make room, or"
        + " choose another --output"
      // A run may need less than the most; below the least it cannot even be gone on with.
      if free + written < leastDisk { preflight.problem(message) } else { preflight.remark(message) }
    }
    guard let pace else { return }
    preflight.fact(
      "time", "about \(duration(seconds(pace.seconds))), from \(counted(pace.steps, "step")) made in memory")
  }

  /// What a run says of it at its beginning.
  package var line: String {
    "predicted: \(counted(steps, "step")), \(tokens) tokens\(mayStopEarly ? " at most" : ""), about"
      + " \(byteCount(peakMemory)) of memory, \(byteCount(disk)) of disk at most"
  }
}

/// Measures how long an operation takes, by carrying steps out in memory.
package struct Pace {
  /// Seconds on the wall for an operation.
  package let seconds: Double
  /// Seconds of processors for an operation.
  package let processorSeconds: Double
  package let steps: Int

  /// How long the measuring goes on, in seconds, and the most operations of one step.
  private static let limit = 3.0
  package static let operationsPerStep = 1.5e11

  /// - Parameters:
  ///   - costs: operations of each step that may be carried out, at least one
  ///   - step: carries one out
  package init(costs: [Double], step: (Int) -> Void) {
    let start = monotonicSeconds()
    let order = costs.indices.sorted { costs[$0] < costs[$1] }
    // The longest comes first and is only counted where there is no time for more: it also makes the memory warm.
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

/// Bytes of the files in a folder and those in it; 0 where there is none.
private func size(ofFolder folder: String) -> Int {
  ((try? folderContents(folder)) ?? []).reduce(0) { sum, name in
    let path = folder + "/" + name
    return sum + (isFolder(path) ? size(ofFolder: path) : fileSize(path) ?? 0)
  }
}
