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
/// position · base^(−2i / headSize), so that a query and a key see only how far apart they are.
public struct RotaryTable: Sendable {
  /// The largest number of angles, positions · headSize, that checkpoints and settings may have: 131072 positions of
  /// heads of size 64. No file holds the table, so only this limits it.
  public static let largest = 1 << 23

  /// Size of a head; even.
  public let headSize: Int
  /// Which values of a head form a pair.
  public let pairing: RotaryPairing
  /// cos θ in the left half, sin θ in the right: `[positions, headSize]`.
  private let angles: Tensor

  /// Angles for positions below `positions`.
  ///
  /// - Parameters:
  ///   - headSize: size of a head; even
  ///   - base: what the angles' frequencies are powers of
  public init(headSize: Int, positions: Int, base: Double = 10_000, pairing: RotaryPairing = .neighbours) {
    precondition(headSize % 2 == 0, "rotary positions need an even head size, not \(headSize)")
    self.headSize = headSize
    self.pairing = pairing
    let half = headSize / 2
    var values = [Float](repeating: 0, count: positions * headSize)
    for position in 0..<positions {
      for i in 0..<half {
        let angle = Double(position) * pow(base, -2 * Double(i) / Double(headSize))
        values[position * headSize + i] = Float(cos(angle))
        values[position * headSize + half + i] = Float(sin(angle))
      }
    }
    angles = Tensor(values, shape: [positions, headSize])
  }

  /// Rotates the heads in columns `column..<column + width` of each row by the row's position.
  ///
  /// - Parameters:
  ///   - x: `[tokens, columns]`, of which `width` columns from `column` on are `headCount` heads of queries or keys
  ///   - positions: `[tokens]`, each below the table's number of positions
  ///   - backwards: rotates back, which is also the gradient
  public func rotate(
    _ x: inout Tensor, column: Int, width: Int, headCount: Int, positions: [Int32], backwards: Bool = false
  ) {
    precondition(width == headCount * headSize, "\(headCount) heads of \(headSize) in a width of \(width)")
    precondition(column + width <= x.columns && positions.count == x.rows, "x \(x.shape), \(positions.count) positions")
    for position in positions {
      precondition(position >= 0 && position < angles.rows, "position \(position) of \(angles.rows)")
    }
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
