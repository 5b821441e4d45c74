package import Base
internal import Tensor

/// What a run multiplies in.
public enum PrecisionSetting: String, Codable, CaseIterable, Sendable {
  case float32
  case bfloat16
  /// bfloat16 where the CPU multiplies it itself, else float32.
  case auto

  /// This setting without `auto`.
  package var onThisMachine: PrecisionSetting { self == .auto ? Machine.hasBFloat16 ? .bfloat16 : .float32 : self }

  /// Sets the precision of this process.
  ///
  /// - Returns: what the user should know of it, if anything.
  public func takeUp() -> String? {
    Machine.precision = onThisMachine == .bfloat16 ? .bfloat16 : .float32
    return Machine.precision == .float32 || Machine.hasBFloat16
      ? nil : "this CPU has no instructions for bfloat16: it is emulated, and slower than float32"
  }
}

/// The settings that say how a run computes.
public protocol MachineSettings {
  /// Threads; without it one for each CPU.
  var threads: Int? { get }
  /// What matrix products round their factors to.
  var precision: PrecisionSetting { get set }
}

extension Recipe where Settings: MachineSettings {
  /// A run keeps the precision that `auto` means where it begins.
  public static func settle(_ settings: Settings) -> Settings {
    var settings = settings
    settings.precision = settings.precision.onThisMachine
    return settings
  }
}

/// The precision and what multiplies in it.
package var precisionInWords: String {
  Machine.precision == .bfloat16 ? "bfloat16 (\(Machine.bfloat16Kernel))" : "float32"
}

/// Sets threads and precision of this process to those of a run.
package func useMachine(_ settings: some MachineSettings, _ preflight: Preflight) {
  Threads.count = settings.threads ?? Threads.available
  if let remark = settings.precision.takeUp() { preflight.remark(remark) }
}

/// What a run computes with, in a line.
package var machineLine: String {
  "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), \(precisionInWords),"
    + " \(Threads.count) threads"
}

/// What, besides settings and data, decides the bits of a run: threads do not, but are told.
package func runEnvironment() -> JSON.Object {
  var environment: JSON.Object = [
    "version": .string(attuneVersion), "precision": .string(Machine.precision.rawValue),
    "kernels": .string(Machine.kernels),
    "blas": .string(Machine.blasCore ?? "none"), "threads": .integer(Threads.count),
  ]
  if Machine.precision == .bfloat16 { environment["bfloat16_kernel"] = .string(Machine.bfloat16Kernel) }
  return environment
}
