import TestSupport
import Testing
import Training

@Suite struct NextTokenTests {
  /// Documents of 1, 2, exactly the block, one more, and far more tokens, in blocks of 1 to 9.
  @Test(arguments: 1...9, [nil, 99] as [Int32?]) func everyTokenIsATargetOnce(_ block: Int, _ start: Int32?) throws {
    let objective = try NextToken(block: block, start: start)
    for count in 0...40 {
      let document = (0..<Int32(count)).map { 100 + $0 }
      let sequences = objective.sequences(of: document)
      let whole = (start.map { [$0] } ?? []) + document
      // Put one after the other, windows read the document and predict it one token later: nothing lost, nothing twice.
      #expect(sequences.flatMap(\.ids) == Array(whole.dropLast()))
      #expect(sequences.flatMap(\.targets) == Array(whole.dropFirst()))
      #expect(sequences.allSatisfy { $0.ids.count <= block && $0.targetCount == $0.ids.count })
      // Only the last window is short.
      #expect(sequences.dropLast().allSatisfy { $0.ids.count == block })
      #expect(sequences.count == (max(0, whole.count - 1) + block - 1) / block)
    }
  }

  @Test func windows() throws {
    let objective = try NextToken(block: 3)
    #expect(
      objective.sequences(of: [1, 2, 3, 4, 5]) == [
        LanguageSequence(ids: [1, 2, 3], targets: [2, 3, 4]), LanguageSequence(ids: [4], targets: [5]),
      ])
    #expect(objective.sequences(of: [1, 2, 3, 4]) == [LanguageSequence(ids: [1, 2, 3], targets: [2, 3, 4])])
  }

  @Test func countsDocumentsThatGiveNothing() throws {
    let documents: [[Int32]] = [[], [5], [5, 6], [7]]
    let plain = try NextToken(block: 4).sequences(of: documents)
    #expect(plain.sequences == [LanguageSequence(ids: [5], targets: [6])])
    #expect(plain.unusedDocuments == 3)
    let started = try NextToken(block: 4, start: 0).sequences(of: documents)
    #expect(
      started.sequences == [
        LanguageSequence(ids: [0], targets: [5]), LanguageSequence(ids: [0, 5], targets: [5, 6]),
        LanguageSequence(ids: [0], targets: [7]),
      ])
    #expect(started.unusedDocuments == 1)
  }

  @Test func anyBlockHoldsAWholeDocument() throws {
    #expect(
      try NextToken(block: .max).sequences(of: [1, 2, 3]) == [LanguageSequence(ids: [1, 2], targets: [2, 3])])
  }

  @Test func refusesImpossibleSettings() {
    #expect(throws: ObjectiveError.smallBlock(objective: "next token", found: 0, smallest: 1)) {
      try NextToken(block: 0)
    }
    #expect(throws: ObjectiveError.negativeID(objective: "next token", what: "start", found: -1)) {
      try NextToken(block: 8, start: -1)
    }
    #expect(
      "\(ObjectiveError.smallBlock(objective: "next token", found: 0, smallest: 1))"
        == "next token: a context length of 0 tokens is too small; it must be at least 1")
  }
}
