internal import CKernels
import Glibc

/// The highest speed of this machine, and the speed that the library reaches.
public struct MachineSpeed {
  /// One line of the report.
  public struct Row: Sendable {
    /// What was measured.
    public let name: String
    /// On how many threads.
    public let threads: Int
    /// 10⁹ operations a second, or 10⁹ bytes a second for `isMemory`.
    public let speed: Double
    /// Whether memory was measured rather than arithmetic.
    public let isMemory: Bool
    /// The precision of the products.
    public var precision = Precision.float32
  }

  private let secondsPerRow: Double
  private let shapes: [(tokens: Int, inputs: Int, outputs: Int)]

  /// The shapes of the products that are measured, unless others are given.
  public static let usualShapes = [(1024, 768, 768), (2048, 768, 3072), (4096, 256, 1024), (32, 768, 3072)]

  /// - Parameters:
  ///   - secondsPerRow: how long each row is repeated; its quickest time counts
  ///   - shapes: tokens, inputs and outputs of the products
  public init(secondsPerRow: Double = 0.3, shapes: [(Int, Int, Int)] = usualShapes) {
    self.secondsPerRow = secondsPerRow
    self.shapes = shapes.map { (tokens: $0.0, inputs: $0.1, outputs: $0.2) }
  }

  /// Calls `report` with each row as it is measured: the ceilings of arithmetic and memory, then the products of linear
  /// layers, in bfloat16 too where the CPU has it, on one thread and on all. `Threads.count` is as before when it
  /// returns.
  public func measure(_ report: (Row) -> Void) {
    let before = Threads.count
    defer { Threads.count = before }
    for threads in Set([1, Threads.available]).sorted() {
      Threads.count = threads
      report(Row(name: "multiply-add in registers", threads: threads, speed: peak(threads), isMemory: false))
      report(Row(name: "reading memory", threads: threads, speed: reading(), isMemory: true))
      for precision in Machine.hasBFloat16 ? Precision.allCases : [.float32] {
        for (tokens, inputs, outputs) in shapes {
          let found = Machine.withPrecision(precision) { products(tokens, inputs, outputs) }
          for (name, speed) in found {
            report(
              Row(
                name: "[\(tokens), \(inputs)] × [\(inputs), \(outputs)], \(name)", threads: threads, speed: speed,
                isMemory: false, precision: precision))
          }
        }
      }
    }
  }

  /// Microseconds from giving all threads of the pool an empty job each to having them all back: the median of many.
  public func microsecondsPerJob() -> Double {
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = Threads.available
    let clock = ContinuousClock()
    let times = (0..<2001).map { _ in clock.measure { Threads.run(Threads.count) { _ in } } }.sorted()
    return Double(times[1000].components.attoseconds) * 1e-12
  }

  private func peak(_ threads: Int) -> Double {
    let rounds = 1 << 22
    let operations = Double(threads * rounds) * Double(ck_peak_operations())
    return operations / best { Threads.run(threads) { _ in keep(ck_peak(rounds)) } } / 1e9
  }

  /// 10⁹ bytes a second, of a tensor larger than any cache.
  private func reading() -> Double {
    let x = Tensor(repeating: 1, [1 << 14, 1 << 13])
    return Double(x.count * 4) / best { keep(Float(x.sumOfSquares())) } / 1e9
  }

  /// 10⁹ operations a second of y = x · weightᵀ, on `Threads.count` threads.
  func product(_ tokens: Int, _ inputs: Int, _ outputs: Int) -> Double {
    let x = Tensor(repeating: 1, [tokens, inputs])
    let weight = Tensor(repeating: 1, [outputs, inputs])
    return speed(tokens, inputs, outputs) { _ = linear(x, weight: weight, bias: nil) }
  }

  private func products(_ tokens: Int, _ inputs: Int, _ outputs: Int) -> [(String, Double)] {
    let x = Tensor(repeating: 1, [tokens, inputs])
    let dY = Tensor(repeating: 1, [tokens, outputs])
    let weight = Tensor(repeating: 1, [outputs, inputs])
    var dWeight = Tensor(repeating: 0, [outputs, inputs])
    let dX = speed(tokens, inputs, outputs) { _ = linearInputGradient(dY, weight: weight) }
    let dW = speed(tokens, inputs, outputs) {
      linearWeightGradient(dY, x: x, into: &dWeight, rows: 0..<outputs, accumulate: false)
    }
    return [("y", product(tokens, inputs, outputs)), ("dX", dX), ("dW", dW)]
  }

  private func speed(_ tokens: Int, _ inputs: Int, _ outputs: Int, _ body: () -> Void) -> Double {
    2 * Double(tokens) * Double(inputs) * Double(outputs) / 1e9 / best(body)
  }

  /// Seconds of the quickest of several calls, after one to warm up.
  private func best(_ body: () -> Void) -> Double {
    body()
    let clock = ContinuousClock()
    var (spent, best) = (0.0, Double.infinity)
    while spent < secondsPerRow {
      let time = clock.measure(body).components
      let seconds = Double(time.seconds) + Double(time.attoseconds) * 1e-18
      spent += seconds
      best = min(best, seconds)
    }
    return best
  }

  /// Uses a result, so that the compiler has to compute it.
  @inline(never) private func keep(_ value: Float) {}
}
