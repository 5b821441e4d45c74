internal import CKernels

/// Keys that belong to places in a sequence rather than to tokens, the same for all sequences and heads: what a dense
/// synthesizer has in place of keys (Tay et al. 2020).
public struct PositionKeys: Sendable {
  /// A row for each place, `[positions, head size]`.
  public let keys: Tensor
  /// What is added to the scores of each place, `[positions]`.
  public let bias: Tensor
  /// The keys as columns, `[head size, positions]`.
  let transposed: Tensor

  /// Keys and bias of as many positions.
  public init(keys: Tensor, bias: Tensor) {
    precondition(keys.rows == bias.count, "keys \(keys.shape), bias \(bias.shape)")
    self.keys = keys
    self.bias = bias
    transposed = keys.transposed()
  }

  /// target[row, i] = query[row] · keys[places[i]] + bias[places[i]]
  ///
  /// - Parameters:
  ///   - query: `[rows, headSize]`, with a row stride of `stride`
  ///   - target: `[rows, places]`, with a row stride of `targetStride`
  func scores(
    _ rows: Int, _ places: Range<Int>, _ query: UnsafePointer<Float>, _ stride: Int,
    into target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    let (first, count) = (places.lowerBound, places.count)
    unsafe ck_gemm(
      rows, count, keys.columns, 1, query, stride, 1, transposed.pointer + first, keys.rows, target, targetStride, 0)
    unsafe ck_add_bias(rows, count, target, targetStride, bias.pointer + first)
  }
}

/// The gradient of position keys in parts that several threads can sum up, and their sum. How many parts there are
/// depends on the shape alone.
@safe struct PositionKeySums {
  /// Enough for as many threads.
  private static let most = 32

  /// Number of parts.
  let parts: Int
  private let shape: [Int]
  private let longest: Int
  /// For each part keys `[longest, head size]` and bias `[longest]`.
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
