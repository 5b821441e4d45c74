import Datasets
import Testing

@Suite struct OverlapTests {
  @Test func exactAndNormalizedMatchesAreCountedSeparately() throws {
    let training = try read("1 ||| It's GOOD, really.\n0 ||| Bad\n1 ||| !!!\n0 ||| Été\n", .treebank)
    let heldOut = try read(
      "1 ||| new\n1 ||| Bad\n0 ||| it s good really\n1 ||| ???\n1 ||| !!!\n1 ||| E\u{301}TE\u{301}!\n", .treebank)
    let overlap = heldOut.overlap(withTraining: training)
    #expect(overlap.exact.first.map(\.line) == [2, 5])
    #expect(overlap.exact.first.map(\.earlierLine) == [2, 3])
    #expect(overlap.normalized.first.map(\.line) == [3, 6])
    #expect(overlap.normalized.first.map(\.earlierLine) == [1, 4])
    #expect(overlap.normalized.first[0].text == "it s good really")
    #expect(overlap.count == 4)
  }

  @Test func fiveAreListedAndAllCounted() throws {
    let text = (1...9).map { "0 ||| sentence \($0)\n" }.joined()
    let split = try read(text, .treebank)
    let overlap = split.overlap(withTraining: split)
    #expect(overlap.exact.count == 9)
    #expect(overlap.exact.first.map(\.line) == [1, 2, 3, 4, 5])
    #expect(overlap.normalized.count == 0)
  }

  @Test func conflictingLabelsAndRepetitions() throws {
    let split = try read("0 ||| a\n1 ||| b\n1 ||| a\n1 ||| b\n0 ||| a\n", .treebank)
    let found = split.repetitions()
    #expect(found.conflicting.first == [Overlap.Match(text: "a", line: 3, earlierLine: 1)])
    #expect(
      found.same.first == [
        Overlap.Match(text: "b", line: 4, earlierLine: 2), Overlap.Match(text: "a", line: 5, earlierLine: 1),
      ])
  }

  @Test func repeatedQuestions() throws {
    let text = "Who?\tI\nWho?\tYou\nWhere?\tHere\nWho?\tI\n"
    let found = try QuestionSplit.read(bytes: Array(text.utf8), path: "q.tsv").repetitions()
    #expect(found.conflicting.first == [Overlap.Match(text: "Who?", line: 2, earlierLine: 1)])
    #expect(found.same.first == [Overlap.Match(text: "Who?", line: 4, earlierLine: 1)])
  }

  @Test func aPairIsTheSameOnlyWithBothTexts() throws {
    let columns = TextColumns(text: "a", pair: "b", label: "l")
    let training = try read("a,b,l\nx,y,0\nx z,w,0\n", .csv, columns: columns)
    let heldOut = try read("a,b,l\nx,z,0\nx,Y,0\nx,y,0\nx,z w,0\n", .csv, columns: columns)
    let overlap = heldOut.overlap(withTraining: training)
    #expect(overlap.exact.first.map(\.line) == [4])
    #expect(overlap.normalized.first.map(\.line) == [3])
  }

  @Test func questions() throws {
    let training = try QuestionSplit.read(bytes: Array("Who?\tA\n".utf8), path: "a.tsv")
    let heldOut = try QuestionSplit.read(bytes: Array("Where?\tA\nwho\tB\n".utf8), path: "b.tsv")
    #expect(heldOut.overlap(withTraining: training).normalized.first.map(\.line) == [2])
  }
}
