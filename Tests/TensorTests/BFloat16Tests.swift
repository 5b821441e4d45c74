import Foundation
import Tensor
import Testing

/// The nearest bfloat16, found by comparing the two neighbours.
private func rounded(_ x: Float) -> Float {
  if x.isNaN || x.isInfinite { return x }
  let below = Float(bitPattern: x.bitPattern & 0xFFFF_0000)
  let above = Float(bitPattern: (x.bitPattern & 0xFFFF_0000) + 0x1_0000)
  let (toBelow, toAbove) = (
    abs(Double(x) - Double(below)), abs((above.isInfinite ? 0x1p128 : abs(Double(above))) - abs(Double(x)))
  )
  if toBelow == toAbove { return below.bitPattern & 0x1_0000 == 0 ? below : above }
  return toBelow < toAbove ? below : above
}

private func rounded(_ x: Tensor) -> Tensor { Tensor(x.values.map(rounded), shape: x.shape) }

/// A sum as TDPBF16PS makes it (Intel's manual): in each 32 of k, even and odd products apart.
private func sumOfTiles(_ a: [Float], _ b: [Float], from start: Float) -> Float {
  stride(from: 0, to: a.count, by: 32).reduce(start) { sum, begin in
    var (even, odd): (Float, Float) = (0, 0)
    for p in begin..<min(begin + 32, a.count) {
      if p % 2 == 0 { even.addProduct(a[p], b[p]) } else { odd.addProduct(a[p], b[p]) }
    }
    return sum + (even + odd)
  }
}

/// A sum as VDPBF16PS makes it: of each pair the odd product first.
private func sumOfDots(_ a: [Float], _ b: [Float], from start: Float) -> Float {
  stride(from: 0, to: a.count, by: 2).reduce(start) { sum, p in
    let odd = p + 1 < a.count ? sum.addingProduct(a[p + 1], b[p + 1]) : sum
    return odd.addingProduct(a[p], b[p])
  }
}

/// Products with bfloat16 operands: each kernel that can run here, the code of the instructions that cannot included.
@Suite struct BFloat16Tests {
  static let kernels = BFloat16Kernel.offered
  static let sizes = [1, 15, 17, 31, 33, 65, 200]
  static let shapes =
    sizes.flatMap { m in sizes.map { (m, $0, sizes[(m + $0) % sizes.count]) } } + [
      (1, 800, 1100), (3, 2, 2000), (300, 1100, 40), (520, 64, 513),
    ]

  /// Against double precision: what is left is float32's error of a sum of k products, k · 2⁻²⁴ · Σ |a b| at most.
  @Test(arguments: kernels, shapes)
  func threeProductsOfALinearLayer(_ kernel: BFloat16Kernel, _ shape: (Int, Int, Int)) {
    let (tokens, outputs, inputs) = shape
    let x = noise([tokens, inputs], seed: 1)
    let w = noise([outputs, inputs], seed: 2)
    let b = noise([outputs], seed: 3)
    let dY = noise([tokens, outputs], seed: 4)
    let before = noise([outputs, inputs], seed: 5)
    var dW = before
    var dX = noise([tokens, inputs], seed: 6)
    let dXBefore = dX.values
    let (y, activated) = inBFloat16(kernel) {
      linearWeightGradient(dY, x: x, into: &dW, rows: 0..<outputs, accumulate: true)
      linearInputGradient(dY, column: 0, weight: w, rows: 0..<outputs, into: &dX, accumulate: true)
      return (linear(x, weight: w, bias: b), linear(x, weight: w, bias: b, activation: .gelu))
    }
    #expect(activated.input == y)
    #expect(distance(activated.output.values, y.values.map { activationReference(Double($0), .gelu) }) < 1e-6)
    let (xr, wr, dYr) = (rounded(x), rounded(w), rounded(dY))
    func check(_ found: Tensor, _ product: [Double], _ sizes: [Double], _ k: Int, _ added: [Float], _ name: String) {
      var worst = 0.0
      for (index, value) in found.values.enumerated() {
        let other = Double(added[index % added.count])
        let bound = Double(k + 1) * 0x1p-24 * (sizes[index] + abs(other))
        let error = abs(Double(value) - (product[index] + other))
        worst = max(worst, error.isNaN ? .infinity : error / bound)
      }
      #expect(worst <= 1, "\(name)")
    }
    func sizes(_ t: Tensor) -> Tensor { Tensor(t.values.map(abs), shape: t.shape) }
    check(
      y, productReference(xr, wr, bTransposed: true), productReference(sizes(xr), sizes(wr), bTransposed: true),
      inputs, b.values, "y")
    check(dX, productReference(dYr, wr), productReference(sizes(dYr), sizes(wr)), outputs, dXBefore, "dX")
    check(
      dW, productReference(dYr, xr, aTransposed: true), productReference(sizes(dYr), sizes(xr), aTransposed: true),
      tokens, before.values, "dW")
  }

  /// The order of sums is that of the instruction: AMX's, and the plain kernel's, or AVX-512's.
  @Test(arguments: kernels, shapes) func bitsAreThoseOfTheInstruction(
    _ kernel: BFloat16Kernel, _ shape: (Int, Int, Int)
  ) {
    let (m, n, k) = shape
    let (a, b) = (noise([m, k], seed: 1), noise([n, k], seed: 2))
    let before = noise([m, n], seed: 3)
    var c = before
    kernel.product(a, b, &c)
    let sum = [.avx512, .plainDots].contains(kernel) ? sumOfDots : sumOfTiles
    func row(_ t: Tensor, _ number: Int) -> [Float] { rounded(t.copyOfRows(number..<(number + 1))).values }
    let columns = (0..<n).map { row(b, $0) }
    let (starts, found) = (before.values, c.values)
    var wrong = 0
    for i in 0..<m {
      let values = row(a, i)
      for j in 0..<n {
        let expected = sum(values, columns[j], starts[i * n + j])
        if found[i * n + j] != expected { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  /// Every upper half of a float with lower halves at and beside the ties: to nearest even, NaN stays NaN, and what is
  /// too small for a normal number is zero, as in the instructions.
  @Test(arguments: [BFloat16Kernel.plain, .plainDots]) func rounding(_ kernel: BFloat16Kernel) {
    let x = (0..<(1 << 16)).flatMap { upper in
      [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF].map { Float(bitPattern: UInt32(upper << 16 | $0)) }
    }
    var c = Tensor(zeros: [x.count, 1])
    kernel.product(Tensor(x, shape: [x.count, 1]), Tensor([1], shape: [1, 1]), &c)
    var wrong = 0
    for (found, value) in zip(c.values, x) {
      let expected = rounded(value)
      let isRight =
        value.isNaN ? found.isNaN : found == (abs(expected) < .leastNormalMagnitude ? 0 : expected)
      if !isRight { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  /// A product below the normal numbers is no number in the plain kernels either.
  @Test(arguments: kernels) func denormalsAreZero(_ kernel: BFloat16Kernel) {
    for (a, b, start) in [(Float(0x1p-70), Float(0x1p-70), Float(0)), (0x1p-130, 1, 0), (0, 0, 0x1p-130)] {
      var c = Tensor(repeating: start, [1, 1])
      kernel.product(Tensor([a], shape: [1, 1]), Tensor([b], shape: [1, 1]), &c)
      #expect(c.values == [0], "\(a) · \(b) + \(start)")
    }
    // The thread's own arithmetic is as it was.
    #expect(Float(0x1p-70) * Float(noise([1], seed: 4).values[0] / 0x1p70) != 0)
  }

  /// An element's bits come from its row, its column and what it is added to.
  @Test(arguments: kernels) func neighboursDoNotChangeABit(_ kernel: BFloat16Kernel) {
    let x = noise([130, 800], seed: 1)
    let w = noise([70, 800], seed: 2)
    inBFloat16(kernel) {
      let whole = linear(x, weight: w, bias: nil)
      for rows in [0..<1, 3..<20, 60..<130, 0..<64, 1..<66] {
        #expect(linear(x.copyOfRows(rows), weight: w, bias: nil) == whole.copyOfRows(rows), "rows \(rows)")
      }
      var part = Tensor(zeros: [130, 50])
      linear(x, weight: w, rows: 11..<41, bias: nil, into: &part, column: 7)
      let expected = (0..<130).flatMap { whole.values[($0 * 70 + 11)..<($0 * 70 + 41)] }
      #expect((0..<130).flatMap { part.values[($0 * 50 + 7)..<($0 * 50 + 37)] } == expected)
    }
  }

  /// A weight is packed once for each of its two uses, until it is written, whatever reads it or shares its values.
  @Test func aWeightIsPackedOnceUntilItIsWritten() {
    let x = noise([40, 48], seed: 1)
    let dY = noise([40, 70], seed: 2)
    var w = noise([70, 48], seed: 3)
    func uses(_ w: Tensor) -> [Tensor] {
      Machine.withPrecision(.bfloat16) {
        [linear(x, weight: w, bias: nil), linearInputGradient(dY, weight: w)]
      }
    }
    var results: [[Tensor]] = []
    #expect(ProductCount.ofPackedWeights { results.append(uses(w)) } == 2)
    #expect(ProductCount.ofPackedWeights { results.append(uses(w)) } == 0)
    #expect(results[0] == results[1])
    let shared = w
    w.withMutableSpan { $0[5] += 1 }
    #expect(ProductCount.ofPackedWeights { results.append(uses(w)) } == 2)
    #expect(results[2] == uses(Tensor(w.values, shape: w.shape)))
    #expect(results[2] != results[0])
    // The one that was not written still has its copies.
    #expect(ProductCount.ofPackedWeights { results.append(uses(shared)) } == 0)
    #expect(results[3] == results[0])
    // Written where nobody shares it: in place.
    w.withMutableSpan { $0[5] -= 1 }
    #expect(ProductCount.ofPackedWeights { results.append(uses(w)) } == 2)
    #expect(results[4] == uses(Tensor(w.values, shape: w.shape)))
    // Some rows of a weight are a copy of their own.
    var y = Tensor(zeros: [40, 20])
    let packings = ProductCount.ofPackedWeights {
      for _ in 0..<2 {
        Machine.withPrecision(.bfloat16) { linear(x, weight: w, rows: 3..<23, bias: nil, into: &y, column: 0) }
      }
    }
    #expect(packings == 1)
  }

  /// The check before first use finds a kernel that is wrong, and passes those that are right.
  @Test func theCheckFindsWrongKernels() {
    for kernel in Self.kernels { #expect(BFloat16Kernel.passesCheck(kernel.product), "\(kernel)") }
    let wrong: [(String, (Tensor, Tensor, inout Tensor) -> Void)] = [
      ("does nothing", { _, _, _ in }),
      (
        "one element",
        { a, b, c in
          BFloat16Kernel.plain.product(a, b, &c)
          c.withMutableSpan { $0[$0.count - 1] += 1 }
        }
      ),
      (
        "forgets what it is added to",
        { a, b, c in
          c = Tensor(zeros: c.shape)
          BFloat16Kernel.plain.product(a, b, &c)
        }
      ),
      (
        "neighbours exchanged",
        { a, b, c in
          let turned = Tensor(
            zip(a.values.indices, repeatElement(a.values, count: a.count)).map { $1[$0 ^ 1] }, shape: a.shape)
          BFloat16Kernel.plain.product(turned, b, &c)
        }
      ),
    ]
    for (name, product) in wrong { #expect(!BFloat16Kernel.passesCheck(product), "\(name)") }
  }

  /// Only where the products are those of the CPU: the same bits as without it.
  @Test(.enabled(if: BFloat16Kernel.offered.contains(.amx), "this CPU has no AMX")) func tilesOfTheCPU() {
    let (a, b) = (noise([70, 1100], seed: 1), noise([90, 1100], seed: 2))
    var results = [Tensor(zeros: [70, 90]), Tensor(zeros: [70, 90])]
    BFloat16Kernel.amx.product(a, b, &results[0])
    BFloat16Kernel.plain.product(a, b, &results[1])
    #expect(results[0] == results[1])
  }

  private func inBFloat16<Result>(_ kernel: BFloat16Kernel, _ body: () -> Result) -> Result {
    BFloat16Kernel.with(kernel) { Machine.withPrecision(.bfloat16, body) }
  }
}

// They choose levels and threads for the whole process, and so stand among the tests that run one after the other.
extension KernelTests {
  @Test(arguments: levels) func bfloat16BitsAreTheSameAtEveryLevel(_ level: Int) {
    let (a, b) = (noise([70, 1100], seed: 1), noise([90, 1100], seed: 2))
    var results = [Tensor(zeros: [70, 90]), Tensor(zeros: [70, 90])]
    Machine.withLevel(level) { BFloat16Kernel.plain.product(a, b, &results[0]) }
    BFloat16Kernel.plain.product(a, b, &results[1])
    #expect(results[0] == results[1])
  }

  @Test(arguments: BFloat16Kernel.offered)
  func anyNumberOfThreadsGivesTheSameBitsInBFloat16(_ kernel: BFloat16Kernel) {
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3, 7].map { count -> [Tensor] in
      Threads.count = count
      let x = noise([700, 96], seed: 1)
      let w = noise([192, 96], seed: 2)
      return BFloat16Kernel.with(kernel) {
        Machine.withPrecision(.bfloat16) {
          let y = linear(x, weight: w, bias: noise([192], seed: 3))
          var dW = noise([192, 96], seed: 4)
          linearWeightGradient(y, x: x, into: &dW, rows: 0..<192, accumulate: true)
          return [y, linearInputGradient(y, weight: w), dW]
        }
      }
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
