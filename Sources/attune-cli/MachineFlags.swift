internal import Attune

extension Flag {
  /// What a command's matrix products round their factors to.
  static let precision = Flag(
    "precision", value: "PRECISION", help: "float32 (without it), bfloat16, or auto: bfloat16 where the CPU has it.",
    completion: .words(PrecisionSetting.allCases.map(\.rawValue)))
  /// How many threads share a command's work.
  static let threads = Flag(
    "threads", value: "N", help: "Threads; one for each CPU without it. Any number gives the same bits.")
}

extension Invocation {
  /// Takes up the threads and the precision that the command was given.
  func takeUpMachine(command: String) throws(UsageError) {
    Threads.count = try integer(.threads, in: 1...1024, command: command) ?? Threads.available
    let setting = value(.precision).flatMap(PrecisionSetting.init(rawValue:)) ?? .float32
    if let remark = setting.takeUp() { console.warn(remark) }
  }
}
