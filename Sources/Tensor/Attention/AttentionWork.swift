extension AttentionShape {
  /// Scores that `attention` computes for the first head of all sequences: each query of a tile of 64 has a column for
  /// every key that some query of the tile sees.
  package var computedScores: Int {
    switch pattern {
    case .full, .causal, .window: computedScores(KeySets(self) { KeyBand(self, sequence: $0) })
    case .globalWindow: computedScores(KeySets(self) { GlobalBand(self, sequence: $0) })
    case .blocks: computedScores(KeySets.blocks(self))
    case .ranges: computedScores(KeySets.lists(self))
    }
  }

  private func computedScores<Keys: VisibleKeys>(_ visibleKeys: KeySets<Keys>) -> Int {
    (0..<sequences).reduce(0) { total, sequence in
      let queries = queryCount(sequence)
      return stride(from: 0, to: queries, by: queriesPerTile).reduce(total) { sum, first in
        let rows = min(queriesPerTile, queries - first)
        return sum + rows * visibleKeys[sequence, 0].ofTile(first..<first + rows).columnCount
      }
    }
  }
}
