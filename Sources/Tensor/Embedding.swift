internal import CKernels

/// The sum of one row from each table: output[t] = Σ tables[i][ids[i][t]].
///
/// - Parameter lookups: tables `[entries, width]`, each with one id for each token; every id is a row of its table.
/// - Returns: `[tokens, width]`
public func embed(_ lookups: [(table: Tensor, ids: [Int32])]) -> Tensor {
  let width = lookups[0].table.columns
  let tokens = lookups[0].ids.count
  for (table, ids) in lookups {
    precondition(table.columns == width && ids.count == tokens, "\(ids.count) ids for a table of \(table.shape)")
    for id in ids { precondition(id >= 0 && id < table.rows, "id \(id) for a table of \(table.rows) rows") }
  }
  var output = Tensor(uninitialized: [tokens, width])
  let target = unsafe output.mutablePointer()
  Threads.run(tokens, by: rowsPerTask) { part in
    for t in part {
      let row = unsafe target + t * width
      for (index, lookup) in lookups.enumerated() {
        let source = unsafe lookup.table.pointer + Int(lookup.ids[t]) * width
        if index == 0 {
          unsafe row.update(from: source, count: width)
        } else {
          unsafe ck_add_scaled(width, row, source, 1)
        }
      }
    }
  }
  return output
}

/// dTable[ids[t]] += dOutput[t], in the order of the tokens.
///
/// Tasks take columns, not tokens, so that one thread adds the rows of a repeated token in order.
///
/// - Parameters:
///   - dOutput: `[tokens, width]`
///   - ids: `[tokens]`
///   - dTable: `[entries, width]`
public func addEmbeddingGradient(_ dOutput: Tensor, ids: [Int32], to dTable: inout Tensor) {
  let width = dOutput.columns
  precondition(dTable.columns == width && ids.count == dOutput.rows, "dTable \(dTable.shape), dOutput \(dOutput.shape)")
  for id in ids { precondition(id >= 0 && id < dTable.rows, "id \(id) for a table of \(dTable.rows) rows") }
  let target = unsafe dTable.mutablePointer()
  Threads.run(width, by: 64) { part in
    for (t, id) in ids.enumerated() {
      unsafe ck_add_scaled(
        part.count, target + Int(id) * width + part.lowerBound, dOutput.pointer + t * width + part.lowerBound, 1)
    }
  }
}
