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

  /// scores[row, place] = query[row] · keys[place] + bias[place] for the first `seen` places
  func scores(
    _ rows: Int, _ seen: Int, _ query: UnsafePointer<Float>, _ stride: Int, into scores: UnsafeMutablePointer<Float>
  ) {
    unsafe ck_gemm(rows, seen, keys.columns, 1, query, stride, 1, transposed.pointer, keys.rows, scores, seen, 0)
    unsafe ck_add_bias(rows, seen, scores, seen, bias.pointer)
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

  init(_ positionKeys: PositionKeys, _ attention: AttentionShape) {
    parts = min(Self.most, attention.sequences * attention.headCount)
    shape = positionKeys.keys.shape
    longest = attention.keyCounts.max() ?? 0
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
