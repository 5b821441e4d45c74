import Tensor
import Testing

@Suite struct MachineSpeedTests {
  /// Ceilings come first, on one thread and on all; no product is quicker than its ceiling, but for the clock's drift.
  @Test func nothingIsAboveTheCeiling() {
    let threads = Threads.count
    var rows: [MachineSpeed.Row] = []
    MachineSpeed(secondsPerRow: 0.002).measure { rows.append($0) }
    #expect(Threads.count == threads)
    #expect(rows.allSatisfy { $0.speed.isFinite && $0.speed > 0 })
    for threads in Set([1, Threads.available]) {
      let some = rows.filter { $0.threads == threads }
      #expect(some.count == 14 && some[0].name == "multiply-add in registers" && some[1].isMemory)
      #expect(some[2...].allSatisfy { $0.speed < 2 * some[0].speed }, "\(some)")
    }
  }
}
