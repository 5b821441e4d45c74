import Synchronization

/// The format that the operands of linear layers' products are rounded to. Weights, sums and everything else are
/// float32.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case float32
  case bfloat16
}

extension Machine {
  private static let usesBFloat16 = Atomic<Bool>(false)
  @TaskLocal private static var precisionHere: Precision?

  /// The precision of the products of linear layers, for the whole process; at first float32.
  public static var precision: Precision {
    get { precisionHere ?? (usesBFloat16.load(ordering: .relaxed) ? .bfloat16 : .float32) }
    set { usesBFloat16.store(newValue == .bfloat16, ordering: .relaxed) }
  }

  /// Runs `body`, on this thread, with another precision.
  public static func withPrecision<Result>(_ precision: Precision, _ body: () throws -> Result) rethrows -> Result {
    try $precisionHere.withValue(precision) { try body() }
  }
}
