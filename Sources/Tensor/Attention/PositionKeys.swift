internal import CKernels

/// Keys that belong to places in a sequence rather than to tokens, the same for all sequences and heads, as in a dense
/// synthesizer (Tay et al. 2020).
public struct PositionKeys: Sendable {
  /// A row for each place, `[positions, headSize]`.
  public let keys: Tensor
  /// What is added to the scores of each place, `[positions]`.
  public let bias: Tensor
  /// The keys as columns, `[headSize, positions]`.
  let transposed: Tensor

  /// Keys `[positions, headSize]` and bias `[positions]`.
  public init(keys: Tensor, bias: Tensor) {
    precondition(keys.rows == bias.count, "keys \(keys.shape), bias \(bias.shape)")
    self.keys = keys
    self.bias = bias
    transposed = keys.transposed()
  }

  /// scores[row, column of place] += bias[place] for the places of `seen`
  ///
  /// - Parameter scores: `[rows, columns]`, with as many columns as places in `seen`
  func addBias(
    _ rows: Int, _ seen: some RandomAccessCollection<Range<Int>>, to scores: UnsafeMutablePointer<Float>,
    _ columns: Int
  ) {
    var column = 0
    for places in seen {
      unsafe ck_add_bias(rows, places.count, scores + column, columns, bias.pointer + places.lowerBound)
      column += places.count
    }
  }
}

/// The gradient of position keys in parts that several threads sum up, and the sum of the parts. Their number depends
/// on the shape alone.
@safe struct PositionKeySums {
  /// As many threads can work at once.
  private static let most = 32

  /// Number of parts.
  let parts: Int
  private let shape: [Int]
  private let longest: Int
  /// For each part keys `[longest, headSize]` and bias `[longest]`.
  private let storage: Storage

  private var size: Int { shape[1] }
  private var partCount: Int { longest * (size + 1) }

  init(_ positionKeys: PositionKeys, _ attentionShape: AttentionShape) {
    parts = min(Self.most, attentionShape.sequences * attentionShape.keyValueHeadCount)
    shape = positionKeys.keys.shape
    longest = attentionShape.keyCounts.max() ?? 0
    storage = Storage(count: parts * longest * (shape[1] + 1))
    unsafe storage.pointer.update(repeating: 0, count: parts * partCount)
  }

  func keys(_ part: Int) -> UnsafeMutablePointer<Float> { unsafe storage.pointer + part * partCount }
  func bias(_ part: Int) -> UnsafeMutablePointer<Float> { unsafe keys(part) + longest * size }

  /// Adds the gradient of the bias from the gradient of a tile's scores, `[rows, columns]`, to a part.
  func addBiasGradient(
    _ dScores: UnsafePointer<Float>, _ columns: Int, _ rows: Int, _ seen: some RandomAccessCollection<Range<Int>>,
    _ part: Int
  ) {
    var column = 0
    for places in seen {
      unsafe ck_column_sums(rows, places.count, dScores + column, columns, bias(part) + places.lowerBound)
      column += places.count
    }
  }

  /// The parts added up in order; zeros for the places that no sequence has.
  func total() -> (keys: Tensor, bias: Tensor) {
    for part in 0..<parts where part > 0 { unsafe ck_add_scaled(partCount, keys(0), keys(part), 1) }
    var dKeys = Tensor(zeros: shape)
    var dBias = Tensor(zeros: [shape[0]])
    unsafe dKeys.mutablePointer().update(from: keys(0), count: longest * size)
    unsafe dBias.mutablePointer().update(from: bias(0), count: longest)
    return (dKeys, dBias)
  }
}
