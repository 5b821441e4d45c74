internal import Tensor

/// The precision of a run's matrix products.
public enum PrecisionSetting: String, Codable, CaseIterable, Sendable {
  case float32
  case bfloat16
  /// bfloat16 where the CPU has instructions for it, else float32.
  case auto

  /// This setting without `auto`.
  package var onThisMachine: PrecisionSetting { self == .auto ? Machine.hasBFloat16 ? .bfloat16 : .float32 : self }

  /// Sets the precision of this process.
  ///
  /// - Returns: a remark for the user, or nil
  public func apply() -> String? {
    Machine.precision = onThisMachine == .bfloat16 ? .bfloat16 : .float32
    return Machine.precision == .float32 || Machine.hasBFloat16
      ? nil : "this CPU has no instructions for bfloat16: it is emulated, and slower than float32"
  }
}
