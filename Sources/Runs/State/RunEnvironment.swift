package import Base
internal import Tensor

/// The precision and its kernel.
package var precisionInWords: String {
  Machine.precision == .bfloat16 ? "bfloat16 (\(Machine.bfloat16Kernel))" : "float32"
}

/// Sets threads and precision of this process to those of a run.
package func useMachine(_ settings: some MachineSettings, _ preflight: Preflight) {
  Threads.count = settings.execution.threads ?? Threads.available
  if let remark = settings.execution.precision.apply() { preflight.remark(remark) }
}

/// Kernels, library, precision and threads of a run, in one line.
package var machineLine: String {
  "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), \(precisionInWords),"
    + " \(Threads.count) threads"
}

/// What the result of a run depends on besides settings and data. The number of threads does not change the result, but
/// is recorded too.
package func runEnvironment() -> JSON.Object {
  var environment: JSON.Object = [
    "version": .string(attuneVersion), "precision": .string(Machine.precision.rawValue),
    "kernels": .string(Machine.kernels),
    "blas": .string(Machine.blasCore ?? "none"), "threads": .integer(Threads.count),
  ]
  if Machine.precision == .bfloat16 { environment["bfloat16_kernel"] = .string(Machine.bfloat16Kernel) }
  return environment
}
