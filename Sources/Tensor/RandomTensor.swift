internal import CKernels
import Glibc

extension Tensor {
  /// Independent values of a normal distribution with mean zero, by Box and Muller's method from Philox.
  ///
  /// Value i of the tensor (of any shape) depends on (seed, stream, i) alone, not on the order in which tensors are
  /// made.
  public init(normal shape: [Int], standardDeviation: Double, seed: UInt64, stream: UInt64) {
    self.init(uninitialized: shape)
    let target = unsafe mutablePointer()
    let total = count
    let key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    Threads.run((total + 3) / 4, by: 4096) { blocks in
      var words = [UInt32](repeating: 0, count: 4)
      for block in blocks {
        let counter = [
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
          UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32),
        ]
        unsafe ck_philox(counter, key, &words)
        for pair in 0..<2 {
          // In (0, 1], so that the logarithm is finite.
          let u = (Double(words[2 * pair]) + 1) / 4_294_967_296
          let angle = 2 * Double.pi * Double(words[2 * pair + 1]) / 4_294_967_296
          let radius = standardDeviation * (-2 * log(u)).squareRoot()
          let at = 4 * block + 2 * pair
          if at < total { unsafe target[at] = Float(radius * cos(angle)) }
          if at + 1 < total { unsafe target[at + 1] = Float(radius * sin(angle)) }
        }
      }
    }
  }
}

/// A number in 0..<1 that depends on (seed, stream, index) alone.
public func randomUniform(seed: UInt64, stream: UInt64, index: UInt64) -> Double {
  let key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
  let counter = [
    UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), UInt32(truncatingIfNeeded: stream),
    UInt32(truncatingIfNeeded: stream >> 32),
  ]
  var words = [UInt32](repeating: 0, count: 4)
  unsafe ck_philox(counter, key, &words)
  return (Double(words[0]) * 2_097_152 + Double(words[1] >> 11)) / 9_007_199_254_740_992
}

/// Numbers in 0..<1: `randomUniform` of each index below `count`.
public func randomUniforms(count: Int, seed: UInt64, stream: UInt64) -> [Double] {
  var result = [Double](repeating: 0, count: count)
  unsafe result.withUnsafeMutableBufferPointer { result in
    let target = result.baseAddress
    Threads.run(count, by: 4096) { part in
      for index in part {
        unsafe target![index] = randomUniform(seed: seed, stream: stream, index: UInt64(index))
      }
    }
  }
  return result
}
