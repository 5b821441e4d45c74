import Base
import TestSupport
import Testing
import Metrics

@Suite struct AnswerMatchingTests {
  @Test func plainExactMatchStripsWhiteSpaceOnly() {
    #expect(AnswerMatching.exactMatch(" London\n", accepted: ["Paris", "London "]))
    #expect(!AnswerMatching.exactMatch("london", accepted: ["London"]))
    #expect(!AnswerMatching.exactMatch("London.", accepted: ["London"]))
    #expect(!AnswerMatching.exactMatch("New  York", accepted: ["New York"]))
    #expect(AnswerMatching.exactMatch("", accepted: [" "]))
  }

  @Test func canonicallyEquivalentTextsDiffer() {
    #expect("caf\u{E9}" == "cafe\u{301}")
    #expect(!AnswerMatching.exactMatch("caf\u{E9}", accepted: ["cafe\u{301}"]))
    #expect(!AnswerMatching.normalizedExactMatch("caf\u{E9}", accepted: ["cafe\u{301}"]))
    #expect(AnswerMatching.f1("caf\u{E9}", accepted: ["cafe\u{301}"]) == 0)
  }

  @Test func normalizationLowersThenRemovesPunctuationThenArticles() {
    #expect(AnswerMatching.normalized("The  U.S.A., a   nation!") == "usa nation")
    #expect(AnswerMatching.normalized("An. (the) a-") == "")
    #expect(AnswerMatching.normalized("t-h-e Theme; another") == "theme another")
    #expect(AnswerMatching.normalizedExactMatch("the new-york", accepted: ["x", "NewYork"]))
  }

  @Test func f1CountsSharedWordsAsOftenAsTheyStand() {
    // Two of three words are shared, two of two accepted ones: 2 · ⅔ · 1 / (⅔ + 1).
    #expect(abs(AnswerMatching.f1("New York City", accepted: ["new york"]) - 0.8) < 1e-15)
    // `york` stands twice on one side only: precision 1/2, recall 1/1.
    #expect(abs(AnswerMatching.f1("York York", accepted: ["the York"]) - 2.0 / 3) < 1e-15)
    #expect(AnswerMatching.f1("York City", accepted: ["Rome", "New York", "York"]) == 2 * 0.5 * 1 / 1.5)
    #expect(AnswerMatching.f1("Rome", accepted: ["Paris"]) == 0)
  }

  @Test func withoutWordsF1IsZeroThoughTheMatchIsExact() {
    #expect(AnswerMatching.normalizedExactMatch("The", accepted: ["A!"]))
    #expect(AnswerMatching.f1("The", accepted: ["A!"]) == 0)
  }

  @Test func scoresAreThoseOfPython() throws {
    let cases = try #require(try fixture("answers.json")["cases"]?.array)
    #expect(cases.count > 300)
    for recorded in cases {
      let prediction = try #require(recorded["prediction"]?.string)
      let accepted = try #require(recorded["accepted"]?.strings)
      let normalized = try #require(recorded["normalized"]?.string)
      let name = "\(shown(prediction)) against \(accepted.map(shown))"
      let found = AnswerMatching.normalized(prediction)
      #expect(found.unicodeScalars.elementsEqual(normalized.unicodeScalars), "\(name): \(shown(found))")
      #expect(AnswerMatching.exactMatch(prediction, accepted: accepted) == recorded["exact"]?.bool, "\(name)")
      #expect(
        AnswerMatching.normalizedExactMatch(prediction, accepted: accepted) == recorded["normalized_exact"]?.bool,
        "\(name)")
      let f1 = try #require(recorded["f1"]?.number)
      #expect(abs(AnswerMatching.f1(prediction, accepted: accepted) - f1) < 1e-12, "\(name)")
    }
  }

  /// Seen through the normaliser: `the` stands alone beside a character that is no part of a word and goes; white space
  /// and punctuation go.
  @Test func everyCharacterIsOfTheClassThatPythonGivesIt() throws {
    let recorded = try fixture("answers.json")
    func codes(_ key: String) throws -> Set<UInt32> {
      let ends = try #require(recorded[key]?.array).compactMap(\.number).map { UInt32($0) }
      return Set(stride(from: 0, to: ends.count, by: 2).flatMap { ends[$0]...ends[$0 + 1] })
    }
    let (word, space, punctuation) = try (
      codes("word_ranges"), codes("space_ranges"), codes("punctuation_ranges")
    )
    let from = try #require(recorded["lowered_from"]?.string).unicodeScalars
    let to = try #require(recorded["lowered_to"]?.string).unicodeScalars
    try #require(from.count == to.count && word.count > 100_000)
    let lowered = Dictionary(uniqueKeysWithValues: zip(from, to))
    var different: [String] = []
    for value in UInt32(0)...0x10FFFF {
      // Python 3.11 has Unicode 14; U+0130 becomes two characters and is among the cases.
      guard let scalar = Unicode.Scalar(value), (scalar.properties.age?.major ?? 0) <= 14, value != 0x130 else {
        continue
      }
      let lower = lowered[scalar] ?? scalar
      let expected =
        if punctuation.contains(value) || space.contains(value) {
          "1"
        } else {
          word.contains(value) ? "1 \(lower)the" : "1 \(lower)"
        }
      let found = AnswerMatching.normalized("1 \(scalar)the")
      if !found.unicodeScalars.elementsEqual(expected.unicodeScalars) { different.append(shown("\(scalar): \(found)")) }
    }
    #expect(different.isEmpty)
  }
}
