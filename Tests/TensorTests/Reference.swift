import Foundation
import Tensor

// Plain double-precision twins of the kernels, written from the formulas.

/// Values of a deterministic sequence in -scale...scale.
func noise(_ count: Int, seed: UInt64 = 1, scale: Float = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Float(state >> 40) / Float(1 << 23) - 1) * scale
  }
}

func noise(_ shape: [Int], seed: UInt64 = 1, scale: Float = 1) -> Tensor {
  Tensor(noise(shape.reduce(1, *), seed: seed, scale: scale), shape: shape)
}

/// a[m, k] · b[k, n] with any of the two transposed in memory.
func productReference(_ a: Tensor, _ b: Tensor, aTransposed: Bool = false, bTransposed: Bool = false) -> [Double] {
  let (m, k) = aTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
  let n = bTransposed ? b.rows : b.columns
  let (x, y) = (a.values, b.values)
  var result = [Double](repeating: 0, count: m * n)
  for i in 0..<m {
    for j in 0..<n {
      for p in 0..<k {
        result[i * n + j] +=
          Double(aTransposed ? x[p * m + i] : x[i * k + p]) * Double(bTransposed ? y[j * k + p] : y[p * n + j])
      }
    }
  }
  return result
}

func activationReference(_ x: Double, _ activation: Activation) -> Double {
  switch activation {
  case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
  case .geluTanh: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  case .relu: max(0, x)
  case .silu: x / (1 + exp(-x))
  case .sigmoid: 1 / (1 + exp(-x))
  }
}

/// The largest |a − b| / (1 + |b|).
func distance(_ a: some Sequence<Float>, _ b: some Sequence<Double>) -> Double {
  zip(a, b).map { $0.isNaN ? .infinity : abs(Double($0) - $1) / (1 + abs($1)) }.max() ?? 0
}
