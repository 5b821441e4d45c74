internal import CKernels
import Synchronization

/// What the operands of the products of linear layers are rounded to. Weights, sums and everything else are float32.
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

  /// Whether the CPU multiplies bfloat16 itself. Elsewhere such products are emulated, and slower than float32.
  public static var hasBFloat16: Bool { BFloat16Kernel.choice.best != .plain }

  /// What multiplies bfloat16 on this machine.
  public static var bfloat16Kernel: String { BFloat16Kernel.best.description }

  /// What `attune doctor` says of it.
  static var bfloat16Fact: String {
    let (best, refused) = BFloat16Kernel.choice
    if refused.isEmpty { return best == .plain ? "emulated: the CPU has neither AMX nor AVX-512 BF16" : "\(best)" }
    let names = refused.map(\.description).joined(separator: " and ")
    return "\(best), because \(names) gave wrong results when tried: please report this"
  }
}

/// The kernels of bfloat16 products.
package enum BFloat16Kernel: Int32, CaseIterable, Sendable, CustomStringConvertible {
  /// Plain C that makes the bits of `amx`.
  case plain = 0
  case avx512 = 1
  case amx = 2
  /// The code of `avx512` with its instruction in plain C, for tests.
  case plainDots = 3
  /// The code of `amx` with its instructions in plain C, for tests.
  case plainTiles = 4

  package var description: String {
    switch self {
    case .plain: "emulated"
    case .avx512: "AVX-512 BF16"
    case .amx: "AMX"
    case .plainDots: "AVX-512 BF16, emulated"
    case .plainTiles: "AMX, emulated"
    }
  }

  /// Those that can run here.
  package static var offered: [BFloat16Kernel] { allCases.filter { ck_has_bfloat16($0.rawValue) != 0 } }

  /// The kernel of this machine, and those that its CPU offers but that failed the check.
  static let choice: (best: BFloat16Kernel, refused: [BFloat16Kernel]) = {
    var refused: [BFloat16Kernel] = []
    for kernel in [BFloat16Kernel.amx, .avx512] where ck_has_bfloat16(kernel.rawValue) != 0 {
      if passesCheck(kernel.product) { return (kernel, refused) }
      refused.append(kernel)
    }
    return (.plain, refused)
  }()

  @TaskLocal private static var here: BFloat16Kernel?

  /// The kernel in use.
  static var best: BFloat16Kernel { here ?? choice.best }

  /// Runs `body`, on this thread, with another kernel, which the CPU must offer.
  package static func with<Result>(_ kernel: BFloat16Kernel, _ body: () throws -> Result) rethrows -> Result {
    try $here.withValue(kernel) { try body() }
  }

  /// c += a · bᵀ by this kernel.
  package func product(_ a: Tensor, _ b: Tensor, _ c: inout Tensor) {
    Self.with(self) {
      unsafe bfloat16Multiply(
        m: a.rows, n: b.rows, k: a.columns, a: Operand(pointer: a.pointer, stride: a.columns),
        b: Operand(pointer: b.pointer, stride: b.columns, isTransposed: true), c: c.mutablePointer(),
        stride: b.rows, accumulate: true)
    }
  }

  /// Whether a product c += a · bᵀ is right on small matrices, before a CPU that nobody may have tried is trusted with it:
  /// on whole numbers to the bit, on others to the last bits, which another order of sums may change.
  package static func passesCheck(_ product: (Tensor, Tensor, inout Tensor) -> Void) -> Bool {
    func agrees(_ a: Tensor, _ b: Tensor, within tolerance: Float) -> Bool {
      var expected = Tensor(repeating: 3, [a.rows, b.rows])
      var found = expected
      plain.product(a, b, &expected)
      product(a, b, &found)
      return zip(expected.values, found.values).allSatisfy { abs($0 - $1) <= tolerance }
    }
    func wholeNumbers(_ rows: Int, factor: Int) -> Tensor {
      Tensor((0..<(rows * 1700)).map { Float($0 * factor % 31 - 15) }, shape: [rows, 1700])
    }
    // Whole and partial tiles, and more of k than a kernel takes at once.
    return agrees(wholeNumbers(55, factor: 7), wholeNumbers(75, factor: 11), within: 0)
      && agrees(
        Tensor(normal: [55, 100], standardDeviation: 1, seed: 1, stream: 1),
        Tensor(normal: [75, 100], standardDeviation: 1, seed: 1, stream: 2), within: 1e-3)
  }
}
