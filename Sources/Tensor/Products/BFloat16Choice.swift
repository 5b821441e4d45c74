internal import CKernels

extension BFloat16Kernel {
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

  /// c `[m, n]` += a `[m, k]` · bᵀ, with b `[n, k]`, by this kernel.
  package func product(_ a: Tensor, _ b: Tensor, _ c: inout Tensor) {
    unsafe bfloat16Multiply(
      self, m: a.rows, n: b.rows, k: a.columns, a: Operand(pointer: a.pointer, stride: a.columns),
      b: Operand(pointer: b.pointer, stride: b.columns, isTransposed: true), c: c.mutablePointer(),
      stride: b.rows, accumulate: true)
  }

  /// Whether a product c += a · bᵀ is right on small matrices, before the CPU's kernel is used: on whole numbers to
  /// the bit, on others to the last bits, which another order of sums may change.
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

extension Machine {
  /// Whether the CPU multiplies bfloat16 itself. Elsewhere such products are emulated, and slower than float32.
  public static var hasBFloat16: Bool { BFloat16Kernel.choice.best != .plain }

  /// What multiplies bfloat16 on this machine.
  public static var bfloat16Kernel: String { BFloat16Kernel.best.description }

  /// What `attune doctor` prints about bfloat16.
  static var bfloat16Fact: String {
    let (best, refused) = BFloat16Kernel.choice
    if refused.isEmpty { return best == .plain ? "emulated: the CPU has neither AMX nor AVX-512 BF16" : "\(best)" }
    let names = refused.map(\.description).joined(separator: " and ")
    return "\(best), because \(names) gave wrong results when tried: please report this"
  }
}
