/// The passes of a decoder whose first block gives latents, which are all that the later blocks see (`Perceiver`).
///
/// A sequence of n tokens answers at its last m places. A target before them is asked for by another pass: over the
/// tokens up to place n − m, then n − 2m and so on, so that every target is among the last m places of one pass. These
/// passes share their first block, in which a row depends on the tokens up to its own alone. It is made once for all of
/// them; in the later blocks each group of m latents is a sequence of its own. Nothing is read twice, and no target is
/// dropped.
struct LatentPasses {
  /// The rows that the first block gives: the last groups of each sequence.
  let firstRows: OutputRows
  /// The pass of the later blocks, in which each group is a sequence.
  let later: Pass
  /// The rows of the last block.
  let lastRows: OutputRows

  /// - Parameters:
  ///   - rows: the rows that are wanted: all, or the last of each sequence
  ///   - latents: rows of a group, m; the first group of a sequence may have fewer
  init(_ rows: OutputRows, _ pass: Pass, latents: Int) {
    let lengths = zip(pass.offsets, pass.offsets.dropFirst()).map { $1 - $0 }
    let wanted: [Int]
    switch rows {
    case .all: wanted = lengths
    case .lastTokens(let counts): wanted = counts
    case .firstTokens: preconditionFailure("the first tokens are not the last ones, which answer")
    }
    var (given, groups, last): ([Int], [Int], [Int]) = ([], [], [])
    for (length, count) in zip(lengths, wanted) {
      let others = (max(0, count - 1)) / latents * latents
      let first = count == 0 ? 0 : min(latents, length - others)
      given.append(first + others)
      if count == 0 { continue }
      groups += [first] + Array(repeating: latents, count: others / latents)
      last += [count - others] + Array(repeating: latents, count: others / latents)
    }
    firstRows = given == lengths ? .all : .lastTokens(given)
    later = pass.with(offsets: groups.reduce(into: [0]) { $0.append($0.last! + $1) })
    lastRows = last == groups ? .all : .lastTokens(last)
  }
}
