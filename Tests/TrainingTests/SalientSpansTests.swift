import TestSupport
import Testing
import Training

@Suite struct SalientSpansTests {
  private static let document = SalientSpans.Document(
    title: [10, 11], names: [([20], [[1], [2]]), ([21, 22], [[3], [4], [5, 5], [6], [7], [8]])])

  private func objective(block: Int = 64, seed: UInt64 = 5) throws -> SalientSpans {
    try SalientSpans(block: block, separator: 98, end: 99, seed: seed)
  }

  /// Title, the last pieces before the name, separator, name; the loss on the name and the end.
  @Test func theSequenceAsksForTheName() throws {
    let objective = try objective()
    for epoch in 0..<50 {
      let shown = objective.hintLength(1, of: Self.document, epoch: epoch, place: 3)
      let hint = Self.document.names[1].hint.suffix(shown).joined()
      let sequence = objective.sequence(1, of: Self.document, epoch: epoch, place: 3)
      #expect(sequence.ids == [10, 11] + hint + [98, 21, 22])
      let none = LanguageSequence.noTarget
      #expect(sequence.targets == Array(repeating: none, count: 2 + hint.count) + [21, 22, 99])
    }
  }

  /// 0...6 pieces, each as often; where there are fewer, all of them.
  @Test func hintsAreUniform() throws {
    let objective = try objective()
    let count = 70_000
    for byEpoch in [false, true] {
      var counts = [Int](repeating: 0, count: 7)
      var short = [Int](repeating: 0, count: 3)
      for number in 0..<count {
        let (epoch, place) = byEpoch ? (number, 4) : (2, number)
        counts[objective.hintLength(1, of: Self.document, epoch: epoch, place: place)] += 1
        short[objective.hintLength(0, of: Self.document, epoch: epoch, place: place)] += 1
      }
      let distance = chiSquareDistance(
        observed: counts, expected: Array(repeating: Double(count) / 7, count: 7))
      #expect(abs(distance) < 4)
      let shortDistance = chiSquareDistance(
        observed: short, expected: [1, 1, 5].map { Double($0 * count) / 7 })
      #expect(abs(shortDistance) < 4)
    }
  }

  /// Each seed, epoch, document and name has its own draw, and always the same one.
  @Test func drawsDependOnTheirPlaceAlone() throws {
    func draws(seed: UInt64, epoch: Int, place: Int, name: Int) throws -> [Int] {
      let document = SalientSpans.Document(
        title: [1], names: Array(repeating: Self.document.names[1], count: name + 40))
      let objective = try objective(seed: seed)
      return (name..<name + 40).map { objective.hintLength($0, of: document, epoch: epoch, place: place) }
    }
    let first = try draws(seed: 1, epoch: 0, place: 0, name: 0)
    #expect(try first == draws(seed: 1, epoch: 0, place: 0, name: 0))
    #expect(try first != draws(seed: 2, epoch: 0, place: 0, name: 0))
    #expect(try first != draws(seed: 1, epoch: 1, place: 0, name: 0))
    #expect(try first != draws(seed: 1, epoch: 0, place: 1, name: 0))
    #expect(try first != draws(seed: 1, epoch: 0, place: 0, name: 40))
  }

  /// A hint is cut piece by piece to fit the context; a name that does not fit at all is counted separately.
  @Test func theBlockCutsTheHint() throws {
    for block in 2...12 {
      let objective = try objective(block: block)
      let fits = objective.fits(1, of: Self.document)
      #expect(fits == (block >= 5))
      if !fits { continue }
      var longest = 0
      for epoch in 0..<200 {
        let sequence = objective.sequence(1, of: Self.document, epoch: epoch, place: 0)
        #expect(sequence.ids.count <= block)
        longest = max(longest, sequence.ids.count)
      }
      // 6, 7 and 8 are one token each, [5, 5] two at once.
      #expect(longest == [5: 5, 6: 6, 7: 7, 8: 8, 9: 8, 10: 10, 11: 11, 12: 12][block])
    }
  }

  @Test func badSettings() {
    #expect(throws: ObjectiveError.smallBlock(objective: "salient spans", found: 1, smallest: 2)) {
      try SalientSpans(block: 1, separator: 0, end: 0, seed: 0)
    }
    #expect(throws: ObjectiveError.negativeID(objective: "salient spans", what: "separator", found: -1)) {
      try SalientSpans(block: 8, separator: -1, end: 0, seed: 0)
    }
    #expect(throws: ObjectiveError.negativeID(objective: "salient spans", what: "end", found: -2)) {
      try SalientSpans(block: 8, separator: 1, end: -2, seed: 0)
    }
  }
}
