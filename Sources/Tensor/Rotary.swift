internal import CKernels
import Glibc

/// Which two values of a head rotary positions rotate together.
public enum RotaryPairing: String, Sendable, Codable, CaseIterable {
  /// 2i and 2i + 1 (RoFormer).
  case neighbours
  /// i and i + headSize / 2 (GPT-NeoX, Llama).
  case halves
}

/// Rotary positions (Su et al. 2021, "RoFormer", §3.2.2): the i-th pair of each head is rotated by the angle
/// position · frequency(i), so that a query and a key see only how far apart they are.
///
/// The table of angles grows with the positions that are asked for: a model may read many more tokens than it is given.
public struct RotaryTable: Sendable {
  /// Which values of a head form a pair.
  public let pairing: RotaryPairing
  /// The angle of one position for each pair, in radians.
  private let frequencies: [Double]
  /// cos θ in the left half, sin θ in the right: `[positions, headSize]`.
  private let angles: Locked<Tensor>

  /// Size of a head.
  public var headSize: Int { 2 * frequencies.count }

  /// Angles of the given frequencies, in radians a position; one for each pair of a head.
  public init(frequencies: [Double], pairing: RotaryPairing = .neighbours) {
    self.frequencies = frequencies
    self.pairing = pairing
    angles = Locked(Tensor(zeros: [0, 2 * frequencies.count]))
  }

  /// The frequencies base^(−2i / headSize).
  ///
  /// - Parameters:
  ///   - headSize: size of a head; even
  ///   - base: what the angles' frequencies are powers of
  public init(headSize: Int, base: Double = 10_000, pairing: RotaryPairing = .neighbours) {
    precondition(headSize % 2 == 0, "rotary positions need an even head size, not \(headSize)")
    self.init(
      frequencies: (0..<headSize / 2).map { pow(base, -2 * Double($0) / Double(headSize)) }, pairing: pairing)
  }

  /// The table with room for `count` positions at least.
  private func table(positions count: Int) -> Tensor {
    angles.withLock { angles in
      if angles.rows < count { angles = newTable(positions: max(count, 2 * angles.rows, 256)) }
      return angles
    }
  }

  private func newTable(positions: Int) -> Tensor {
    let half = frequencies.count
    var values = [Float](repeating: 0, count: positions * headSize)
    for position in 0..<positions {
      for i in 0..<half {
        let angle = Double(position) * frequencies[i]
        values[position * headSize + i] = Float(cos(angle))
        values[position * headSize + half + i] = Float(sin(angle))
      }
    }
    return Tensor(values, shape: [positions, headSize])
  }

  /// Rotates the heads in columns `column..<column + width` of each row by the row's position.
  ///
  /// - Parameters:
  ///   - x: `[tokens, columns]`, of which `width` columns from `column` on are `headCount` heads of queries or keys
  ///   - positions: `[tokens]`, from 0
  ///   - backwards: rotates back, which is also the gradient
  public func rotate(
    _ x: inout Tensor, column: Int, width: Int, headCount: Int, positions: [Int32], backwards: Bool = false
  ) {
    precondition(width == headCount * headSize, "\(headCount) heads of \(headSize) in a width of \(width)")
    precondition(column + width <= x.columns && positions.count == x.rows, "x \(x.shape), \(positions.count) positions")
    precondition(positions.allSatisfy { $0 >= 0 }, "a position below 0")
    let angles = table(positions: Int(positions.max() ?? -1) + 1)
    let stride = x.columns
    let target = unsafe x.mutablePointer() + column
    Threads.run(positions.count, by: rowsPerTask) { rows in
      for row in rows {
        let angle = unsafe angles.pointer + Int(positions[row]) * headSize
        switch pairing {
        case .neighbours:
          unsafe ck_rotate(
            headCount, headSize / 2, target + row * stride, angle, angle + headSize / 2, backwards ? -1 : 1)
        case .halves:
          unsafe ck_rotate_halves(
            headCount, headSize / 2, target + row * stride, angle, angle + headSize / 2, backwards ? -1 : 1)
        }
      }
    }
  }
}
