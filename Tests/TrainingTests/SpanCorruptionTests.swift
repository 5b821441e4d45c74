import Base
import TestSupport
import Testing
import Training

/// A draw as tokens kept, start and end of the masked span.
private func key(_ draw: SpanCorruption.Draw) -> [Int] {
  [draw.length, draw.masked.lowerBound, draw.masked.upperBound]
}

/// The probability of each draw, from the definition alone.
private func probabilities(block: Int, length: Int) -> [[Int]: Double] {
  var all: [[Int]: Double] = [:]
  let cuts = 4...(7 * block / 8)
  for cut in cuts {
    let kept = min(length, cut)
    let lengths = 1...max(1, kept / 2 - 1)
    for masked in lengths {
      for start in 0...(kept - masked) {
        all[[kept, start, start + masked], default: 0] += 1 / Double(cuts.count * lengths.count * (kept - masked + 1))
      }
    }
  }
  return all
}

/// Takes a written sequence apart again.
private struct Pieces {
  let prefix, suffix, masked: [Int32]

  init(_ sequence: LanguageSequence, mask: Int32) throws {
    let written = sequence.ids + sequence.targets.suffix(1)
    #expect(sequence.targets == Array(written.dropFirst()))
    let masks = written.indices.filter { written[$0] == mask }
    try #require(masks.count == 2)
    prefix = Array(written[..<masks[0]])
    suffix = Array(written[(masks[0] + 1)..<masks[1]])
    masked = Array(written[(masks[1] + 1)...])
  }
}

@Suite struct SpanCorruptionTests {
  static let mask: Int32 = 7

  /// All draws of documents longer than any cut, of cut ones, of the shortest block and of the shortest documents,
  /// over documents and over epochs: as often as their probability says, and no others.
  @Test(
    arguments: [(16, 100), (16, 14), (16, 9), (16, 4), (16, 3), (16, 2), (5, 10), (6, 6), (8, 7)], [false, true]
  ) func drawsFollowTheDefinition(_ shape: (block: Int, length: Int), _ isOverEpochs: Bool) throws {
    let objective = try SpanCorruption(block: shape.block, mask: Self.mask, seed: 11)
    let expected = probabilities(block: shape.block, length: shape.length)
    #expect(agree(expected.values.reduce(0, +), 1))
    let count = 60_000
    var counts: [[Int]: Int] = [:]
    for number in 0..<count {
      let draw = objective.draw(
        length: shape.length, epoch: isOverEpochs ? number : 3, document: isOverEpochs ? 5 : number)
      counts[key(draw), default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(expected.keys))
    let cells = expected.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let distance = chiSquareDistance(
      observed: cells.map { counts[$0] ?? 0 }, expected: cells.map { expected[$0]! * Double(count) })
    #expect(abs(distance) < 4)
  }

  /// The assignment's words, at its block of 128: cut lengths to ⌊7/8 · 128⌋, spans of a quarter in the mean.
  @Test func momentsOfTheAssignment() throws {
    let objective = try SpanCorruption(block: 128, mask: Self.mask, seed: 12)
    #expect(objective.longestCut == 112)
    let draws = (0..<100_000).map { objective.draw(length: 500, epoch: 0, document: $0) }
    let lengths = draws.map { Double($0.length) }
    #expect(lengths.min() == 4 && lengths.max() == 112)
    // Uniform over 4...112: mean 58, variance (109² − 1) / 12 = 990.
    #expect(isMean(58, of: lengths, deviation: 990.0.squareRoot()))
    // A quarter of an even length; the share's standard deviation is at most that of a uniform one in 0...1/2.
    let shares = draws.filter { $0.length % 2 == 0 }.map { Double($0.masked.count) / Double($0.length) }
    #expect(isMean(0.25, of: shares, deviation: 0.145))
    // The middle of the span is the middle of the text in the mean.
    let middles = draws.map {
      Double($0.masked.lowerBound + $0.masked.upperBound) / 2 / Double($0.length)
    }
    #expect(isMean(0.5, of: middles, deviation: 0.29))
  }

  /// What is drawn for one epoch or document says nothing about the next one.
  @Test func neighboursAreIndependent() throws {
    let objective = try SpanCorruption(block: 8, mask: Self.mask, seed: 13)
    func cell(_ epoch: Int, _ document: Int) -> Int {
      objective.draw(length: 4, epoch: epoch, document: document).masked.lowerBound
    }
    let pairs = (0..<200).flatMap { epoch in (0..<200).map { (epoch, $0) } }
    for (epochs, documents) in [(1, 0), (0, 1), (1, 1), (1, -1)] {
      var counts = [Int](repeating: 0, count: 16)
      for (epoch, document) in pairs {
        counts[cell(epoch, document + 1) * 4 + cell(epoch + epochs, document + 1 + documents)] += 1
      }
      #expect(abs(chiSquareDistance(observed: counts, expected: counts.map { _ in 2500 })) < 4)
    }
  }

  @Test func drawsAreMadeAloneAndDifferBySeedEpochAndDocument() throws {
    let objective = try SpanCorruption(block: 128, mask: Self.mask, seed: 14)
    let document = (0..<300).map { 1000 + Int32($0) }
    func first(_ epoch: Int, _ index: Int, seed: UInt64 = 14) throws -> LanguageSequence {
      try SpanCorruption(block: 128, mask: Self.mask, seed: seed).sequence(of: document, epoch: epoch, document: index)
    }
    var all: [LanguageSequence] = []
    for epoch in 0..<20 {
      for index in 0..<20 { all.append(objective.sequence(of: document, epoch: epoch, document: index)) }
    }
    for (place, sequence) in all.enumerated().reversed() {
      #expect(try first(place / 20, place % 20) == sequence)
    }
    // 109 lengths, some 27 span lengths and 40 places: that two of 400 are the same is likely, that ten are is not.
    #expect(Set(all.map(\.ids)).count > 390)
    #expect(try (0..<20).count { try first(0, $0) == first($0, 0) } < 3)
    #expect(try (0..<20).count { try first(0, $0) == first(0, $0, seed: 15) } < 2)
  }

  /// The draws that a seed gives are part of what makes a run repeatable: another program computed them once.
  @Test func recordedDraws() throws {
    for json in try recordedCases("span_corruption") {
      let objective = try SpanCorruption(
        block: json["block"]!.integer!, mask: Self.mask, seed: UInt64(json["seed"]!.integer!))
      let draw = objective.draw(
        length: json["length"]!.integer!, epoch: json["epoch"]!.integer!, document: json["document"]!.integer!)
      #expect(key(draw) == json["draw"]!.integers)
    }
  }

  /// Documents of 1, 2, 3, 4, exactly the block, one more and far more tokens, in the smallest and in larger blocks.
  @Test(arguments: [5, 6, 8, 9, 16, 128]) func thePiecesAreTheCutDocument(_ block: Int) throws {
    let objective = try SpanCorruption(block: block, mask: Self.mask, seed: 16)
    for count in [1, 2, 3, 4, 5, block - 1, block, block + 1, 10 * block] {
      let document = (0..<Int32(count)).map { 1000 + $0 }
      for epoch in 0..<200 {
        let sequence = objective.sequence(of: document, epoch: epoch, document: count)
        let pieces = try Pieces(sequence, mask: Self.mask)
        let length = pieces.prefix.count + pieces.masked.count + pieces.suffix.count
        #expect(pieces.prefix + pieces.masked + pieces.suffix == Array(document.prefix(length)))
        #expect(length >= min(4, count) && length <= min(count, 7 * block / 8))
        #expect(pieces.masked.count >= 1 && pieces.masked.count <= max(1, length / 2 - 1))
        #expect(sequence.ids.count == length + 1 && sequence.ids.count <= block)
        #expect(sequence.targetCount == sequence.ids.count)
      }
    }
  }

  @Test func aDocumentOfOneToken() throws {
    let objective = try SpanCorruption(block: 5, mask: Self.mask, seed: 17)
    let sequence = objective.sequence(of: [3], epoch: 0, document: 0)
    #expect(sequence == LanguageSequence(ids: [7, 7], targets: [7, 3]))
  }

  @Test func longestCutOfAnyBlock() throws {
    for block in 5...1000 {
      #expect(try SpanCorruption(block: block, mask: 0, seed: 0).longestCut == 7 * block / 8)
    }
    // Where 7 · block is no number any more.
    #expect(try SpanCorruption(block: .max, mask: 0, seed: 0).longestCut == .max / 8 * 7 + 6)
  }

  @Test func refusesImpossibleSettings() {
    #expect(throws: ObjectiveError.smallBlock(objective: "span corruption", found: 4, smallest: 5)) {
      try SpanCorruption(block: 4, mask: 0, seed: 1)
    }
    #expect(throws: ObjectiveError.negativeID(objective: "span corruption", what: "mask", found: -1)) {
      try SpanCorruption(block: 128, mask: -1, seed: 1)
    }
    #expect(
      "\(ObjectiveError.negativeID(objective: "span corruption", what: "mask", found: -1))"
        == "span corruption: the mask id is -1; ids must not be negative")
  }
}
