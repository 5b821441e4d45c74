import Datasets
import Foundation
import Testing

/// Checks of the bundled reviews (`datasets/samples/reviews`): size, balance, no templates, no near-duplicates.
@Suite struct SampleReviewsTests {
  /// One text of one file.
  struct Review {
    let split: String
    let label: String
    let text: String
    /// The words in lower case, without punctuation.
    let words: [String]
  }

  static let splits = ["train", "dev", "test", "hard"]

  /// The reviews of every file in order.
  static let reviews: [Review] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    return splits.flatMap { split in
      let path = root.appendingPathComponent("datasets/samples/reviews/\(split).tsv").path
      guard let file = try? TextSplit.read(path: path) else { return [Review]() }
      return file.examples.map { Review(split: split, label: $0.label ?? "", text: $0.text, words: words($0.text)) }
    }
  }()

  static func words(_ text: String) -> [String] {
    let letters = CharacterSet.letters.union(.decimalDigits).union(CharacterSet(charactersIn: "'"))
    return text.lowercased().components(separatedBy: letters.inverted).filter { !$0.isEmpty }
  }

  @Test(arguments: [("train", 500), ("dev", 50), ("test", 50), ("hard", 50)])
  func bothClassesHaveTheSameCount(_ split: String, _ count: Int) {
    let labels = Self.reviews.filter { $0.split == split }.map(\.label)
    #expect(labels.count == 2 * count)
    for label in ["negative", "positive"] { #expect(labels.filter { $0 == label }.count == count) }
  }

  @Test func textsAreShortAndClean() {
    #expect(Self.reviews.count == 1300)
    for review in Self.reviews {
      #expect((1...40).contains(review.words.count), "\(review.text)")
      #expect(review.text == review.text.trimmingCharacters(in: .whitespacesAndNewlines), "\(review.text)")
      #expect(!review.text.contains("  "), "\(review.text)")
    }
  }

  /// A sequence of eight words that appears in two texts is a template or a copy.
  @Test func noSequenceOfEightWordsAppearsTwice() {
    var first: [ArraySlice<String>: String] = [:]
    for review in Self.reviews where review.words.count >= 8 {
      for start in 0...(review.words.count - 8) {
        let sequence = review.words[start..<start + 8]
        let earlier = first.updateValue(review.text, forKey: sequence)
        #expect(earlier == nil, "\"\(review.text)\" and \"\(earlier ?? "")\" share \(sequence.joined(separator: " "))")
      }
    }
    #expect(first.count > 4000)
  }

  /// The words that two texts share, divided by the words of both (Jaccard), stay far below those of a paraphrase.
  @Test func noTwoTextsAreNearlyTheSame() {
    // Words as numbers: 845,000 pairs of sorted lists are compared.
    let vocabulary = Set(Self.reviews.flatMap(\.words)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(vocabulary, 0...))
    let bags = Self.reviews.map { review in Set(review.words).compactMap { numbers[$0] }.sorted() }
    for later in bags.indices {
      for earlier in 0..<later {
        let shared = sharedCount(bags[earlier], bags[later])
        let similarity = Double(shared) / Double(bags[earlier].count + bags[later].count - shared)
        if similarity >= 0.6 {
          Issue.record("\"\(Self.reviews[earlier].text)\" is nearly \"\(Self.reviews[later].text)\" (\(similarity))")
        }
      }
    }
  }

  /// A classifier must not be able to use length or negation words in place of sentiment.
  @Test func classesAreAlikeInLengthAndNegation() {
    let negations: Set = ["not", "no", "never", "nothing", "nobody", "none", "without", "hardly", "cannot"]
    for (split, tolerance) in [("train", 0.05), ("dev", 0.15), ("test", 0.15)] {
      let lengths = ["negative", "positive"].map { label in
        let counts = Self.reviews.filter { $0.split == split && $0.label == label }.map(\.words.count)
        return Double(counts.reduce(0, +)) / Double(max(1, counts.count))
      }
      #expect(abs(lengths[0] / lengths[1] - 1) < tolerance, "\(split): mean words \(lengths)")
    }
    let shares = ["negative", "positive"].map { label in
      let texts = Self.reviews.filter { $0.split == "train" && $0.label == label }
      let negated = texts.filter { $0.words.contains { negations.contains($0) || $0.hasSuffix("n't") } }
      return Double(negated.count) / Double(max(1, texts.count))
    }
    #expect(abs(shares[0] - shares[1]) < 0.05, "share of texts with a negation: \(shares)")
    #expect(shares.allSatisfy { $0 > 0.15 })
  }

  /// The number of values that two sorted lists share.
  private func sharedCount(_ a: [Int], _ b: [Int]) -> Int {
    var (i, j, count) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        count += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return count
  }
}
