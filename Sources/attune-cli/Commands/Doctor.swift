internal import Attune

extension Command {
  private static let bench = Flag(
    "bench", help: "Measure the speed of the machine: about 20 seconds, on an idle machine.")

  static let doctor = Command(
    "doctor", "Report what this machine supports and what is missing", flags: [bench],
    examples: [
      ("attune doctor", "CPU, kernels, threads, BLAS, models, data"),
      ("attune doctor --bench", "and its peak speeds: arithmetic, memory, products of linear layers"),
    ]
  ) { invocation in
    let console = invocation.console
    for (name, value) in Machine.facts + Hub.facts {
      console.say(console.styled((name + ":").padded(to: 14), .bold) + value)
    }
    if invocation.has(bench) { measure(on: console) }
  }

  private static func measure(on console: Console) {
    console.say("")
    var ceilings: [Int: Double] = [:]
    let speed = MachineSpeed()
    speed.measure { row in
      let unit = row.isMemory ? "GB/s" : "GFLOP/s"
      // The ceiling is that of float32.
      let hasShare = !row.isMemory && row.precision == .float32
      let share = !hasShare ? nil : ceilings[row.threads].map { "  \(percent(row.speed / $0)) of the ceiling" }
      if !row.isMemory && ceilings[row.threads] == nil { ceilings[row.threads] = row.speed }
      console.say(
        "\(row.threads) thread\(row.threads == 1 ? " " : "s")  " + row.name.padded(to: 34)
          + (row.precision == .bfloat16 ? "bfloat16 " : "")
          + "\(fixed(row.speed, row.speed < 10 ? 1 : 0)) \(unit)".padded(to: 12, right: false) + (share ?? ""))
    }
    console.say("an empty job of the thread pool: \(fixed(speed.microsecondsPerJob(), 1)) µs")
  }
}
