internal import Tensor

/// Root-mean-square norms of each head's query and key, before their rotation (Qwen3; Dehghani et al. 2023, "Scaling
/// Vision Transformers to 22 Billion Parameters", §2.2, with layer norms).
public struct HeadNorms {
  /// The scale of all heads' queries, `[headSize]`.
  let query: RMSNorm
  /// The scale of all heads' keys, `[headSize]`.
  let key: RMSNorm

  /// What forward keeps for backward.
  struct Saved {
    let query: Normalized
    let key: Normalized
  }

  /// Norms of the given scales.
  init(query: RMSNorm, key: RMSNorm) {
    self.query = query
    self.key = key
  }

  /// Normalizes queries `[output rows, heads · headSize]`, and keys in the first `keySize` columns of `[tokens, …]`.
  func forward(_ q: inout Tensor, _ kv: inout Tensor, keySize: Int) -> Saved {
    let size = query.weight.count
    let columns = q.columns
    let (newQuery, savedQuery) = query.forward(
      residual: q.copyOfColumns(0..<columns, width: size), branch: nil, dropout: nil)
    let (newKey, savedKey) = key.forward(
      residual: kv.copyOfColumns(0..<keySize, width: size), branch: nil, dropout: nil)
    q.replaceColumns(from: 0, with: newQuery)
    kv.replaceColumns(from: 0, with: newKey)
    return Saved(query: savedQuery, key: savedKey)
  }

  /// The gradients of what forward read, in place of those of what it wrote.
  func backward(_ dQ: inout Tensor, _ dKV: inout Tensor, keySize: Int, _ saved: Saved) {
    let size = query.weight.count
    let columns = dQ.columns
    let newQuery = query.backward(
      dQ.copyOfColumns(0..<columns, width: size), dSum: nil, saved.query, dropout: nil
    ).dResidual
    let newKey = key.backward(
      dKV.copyOfColumns(0..<keySize, width: size), dSum: nil, saved.key, dropout: nil
    ).dResidual
    dQ.replaceColumns(from: 0, with: newQuery)
    dKV.replaceColumns(from: 0, with: newKey)
  }
}
