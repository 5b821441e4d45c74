internal import Base
internal import Tensor

/// What a run multiplies in.
public enum PrecisionSetting: String, Codable, CaseIterable, Sendable {
  case float32
  case bfloat16
  /// bfloat16 where the CPU multiplies it itself, else float32.
  case auto

  /// This setting without `auto`.
  var onThisMachine: PrecisionSetting { self == .auto ? Machine.hasBFloat16 ? .bfloat16 : .float32 : self }

  /// Sets the precision of this process.
  ///
  /// - Returns: what the user should know of it, if anything.
  public func takeUp() -> String? {
    Machine.precision = onThisMachine == .bfloat16 ? .bfloat16 : .float32
    return Machine.precision == .float32 || Machine.hasBFloat16
      ? nil : "this CPU has no instructions for bfloat16: it is emulated, and slower than float32"
  }
}

/// Settings of a run with its threads and its precision.
public protocol MachineSettings {
  /// How the run is executed.
  var execution: ExecutionSettings { get set }
}

extension Recipe where Settings: MachineSettings {
  /// A run keeps the precision that `auto` means where it begins.
  public static func settle(_ settings: Settings) -> Settings {
    var settings = settings
    settings.execution.precision = settings.execution.precision.onThisMachine
    return settings
  }
}

/// The precision and what multiplies in it.
var precisionInWords: String {
  Machine.precision == .bfloat16 ? "bfloat16 (\(Machine.bfloat16Kernel))" : "float32"
}

/// Takes up the settings of a run that say how it computes, for a look at it.
func useMachine(_ settings: some MachineSettings, _ preflight: Preflight) {
  Threads.count = settings.execution.threads ?? Threads.available
  if let remark = settings.execution.precision.takeUp() { preflight.remark(remark) }
}

/// Takes up the settings of a run that say how it computes, and says what it computes with.
func useMachine(_ settings: some MachineSettings, _ console: Console) {
  Threads.count = settings.execution.threads ?? Threads.available
  let remark = settings.execution.precision.takeUp()
  console.say(
    "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), \(precisionInWords), \(Threads.count) threads"
  )
  if let remark { console.warn(remark) }
}

/// What, besides settings and data, decides the bits of a run: threads do not, but are told.
func runEnvironment() -> JSON.Object {
  var environment: JSON.Object = [
    "version": .string(attuneVersion), "precision": .string(Machine.precision.rawValue),
    "kernels": .string(Machine.kernels),
    "blas": .string(Machine.blasCore ?? "none"), "threads": .integer(Threads.count),
  ]
  if Machine.precision == .bfloat16 { environment["bfloat16_kernel"] = .string(Machine.bfloat16Kernel) }
  return environment
}
