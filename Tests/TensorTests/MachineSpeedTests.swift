import Tensor
import Testing

@Suite struct MachineSpeedTests {
  /// Ceilings come first, on one thread and on all, then each product that a linear layer of the given shape makes.
  @Test func everyRowIsMeasured() {
    let threads = Threads.count
    var rows: [MachineSpeed.Row] = []
    MachineSpeed(secondsPerRow: 0.002, shapes: [(40, 30, 20)]).measure { rows.append($0) }
    #expect(MachineSpeed().microsecondsPerJob() > 0)
    #expect(Threads.count == threads)
    #expect(rows.allSatisfy { $0.speed.isFinite && $0.speed > 0 })
    for threads in Set([1, Threads.available]) {
      let some = rows.filter { $0.threads == threads }
      let products = ["y", "dX", "dW"].map { "[40, 30] × [30, 20], " + $0 }
      #expect(
        some.filter { $0.precision == .float32 }.map(\.name) == ["multiply-add in registers", "reading memory"]
          + products)
      #expect(some.filter { $0.precision == .bfloat16 }.map(\.name) == (Machine.hasBFloat16 ? products : []))
      #expect(some.filter(\.isMemory).map(\.name) == ["reading memory"])
    }
  }
}
