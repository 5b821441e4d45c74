internal import Attune

extension Flag {
  /// The precision of a command's matrix products.
  static let precision = Flag(
    "precision", value: "PRECISION", help: "float32 (default), bfloat16, or auto: bfloat16 if the CPU supports it.",
    completion: .words(PrecisionSetting.allCases.map(\.rawValue)))
  /// The number of threads of a command.
  static let threads = Flag(
    "threads", value: "N", help: "Number of threads; by default one per CPU. It does not change the result.")
}

extension Invocation {
  /// Sets the threads and the precision of this process to those of the command line.
  func applyMachineFlags(command: String) throws(UsageError) {
    Threads.count = try integer(.threads, in: 1...1024, command: command) ?? Threads.available
    let setting = value(.precision).flatMap(PrecisionSetting.init(rawValue:)) ?? .float32
    if let remark = setting.apply() { console.warn(remark) }
  }
}
