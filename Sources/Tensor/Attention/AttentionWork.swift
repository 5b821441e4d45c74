extension AttentionShape {
  /// Scores that `attention` computes for one head of all sequences: each query of a tile of 64 has a column for every
  /// key that some query of the tile sees.
  package var computedScores: Int {
    if case .ranges = pattern { return computedScores(KeyLists.all(self)) }
    return computedScores(KeyBand.all(self))
  }

  private func computedScores<Keys: VisibleKeys>(_ visibleKeys: [Keys]) -> Int {
    visibleKeys.enumerated().reduce(0) { total, item in
      let queries = queryCount(item.offset)
      return stride(from: 0, to: queries, by: queriesPerTile).reduce(total) { sum, first in
        let rows = min(queriesPerTile, queries - first)
        return sum + rows * item.element.ofTile(first..<first + rows).columnCount
      }
    }
  }
}
