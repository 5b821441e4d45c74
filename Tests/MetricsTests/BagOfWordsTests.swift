import Base
import Foundation
import Metrics
import Testing

@Suite struct BagOfWordsTests {
  private static let texts = ["Good good film", "bad film", "Is it a good film?"]

  /// Of three texts: "film" is in all of them, "good" in two, each of the others in one.
  @Test func vectorsAreWhatTheFormulaGives() {
    let (tfidf, vectors) = TFIDF.fit(Self.texts.map { [$0] }, hasPairs: true)
    // good, "good good", film, "good film", bad, "bad film", is, it, "is it", "it good": one letter is no word.
    #expect(tfidf.termCount == 10)
    func idf(_ texts: Double) -> Double { log(4 / (1 + texts)) + 1 }
    // good twice, "good good" once, film once, "good film" once
    let first = [2 * idf(2), idf(1), idf(3), idf(2)]
    let length = first.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(vectors[0].map(\.term) == [0, 1, 2, 3])
    for (found, expected) in zip(vectors[0], first) { #expect(abs(found.weight - expected / length) < 1e-15) }
    #expect(tfidf.vector(of: [Self.texts[0]]).map(\.weight) == vectors[0].map(\.weight))
    // A pair does not go over the end of a part, nor over a word that is not known.
    #expect(tfidf.vector(of: ["good", "film"]).map(\.term) == [0, 2])
    #expect(tfidf.vector(of: ["good odd film"]).map(\.term) == [0, 2])
    #expect(tfidf.vector(of: ["odd"]).isEmpty && tfidf.vector(of: []).isEmpty)
  }

  /// Of every weight and intercept, for two classes (one row of weights) and for three.
  @Test(arguments: [2, 3]) func gradientOfTheLoss(_ classCount: Int) {
    let vectors: [TFIDF.Vector] = [[(0, 0.6), (2, 0.8)], [(1, 1)], [(0, 0.28), (1, 0.96)], []]
    let loss = LogisticLoss(
      vectors, classes: [0, 1, classCount - 1, 1], classCount: classCount, termCount: 3, inversePenalty: 0.7)
    let point = (0..<loss.weightCount).map { sin(Double($0) * 1.7) }
    var (gradient, unused) = (point, point)
    _ = loss.value(point, gradient: &gradient)
    for index in point.indices {
      func value(_ h: Double) -> Double {
        var moved = point
        moved[index] += h
        return loss.value(moved, gradient: &unused)
      }
      #expect(abs((value(1e-5) - value(-1e-5)) / 2e-5 - gradient[index]) < 1e-9)
    }
  }

  /// A quadratic function of which the minimum is known, badly scaled.
  @Test func minimizerFindsTheMinimum() {
    let found = minimizeWithLBFGS(from: [0, 0, 0], tolerance: 1e-10) { x, gradient in
      let scales = [1.0, 100, 0.01]
      let target = [3.0, -2, 1]
      for index in x.indices { gradient[index] = scales[index] * (x[index] - target[index]) }
      return zip(zip(x, target), scales).reduce(0) { $0 + $1.1 * ($1.0.0 - $1.0.1) * ($1.0.0 - $1.0.1) / 2 }
    }
    #expect(zip(found, [3.0, -2, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// At the minimum of the penalized loss the gradient is zero; the loss is that of the fitted weights.
  @Test func fitEndsAtTheMinimum() {
    let (tfidf, vectors) = TFIDF.fit(Self.texts.map { [$0] }, hasPairs: true)
    for classes in [[1, 0, 1], [1, 0, 2]] {
      let count = classes.max()! + 1
      let model = LogisticRegression(
        vectors, classes: classes, classCount: count, termCount: tfidf.termCount, inversePenalty: 10)
      let loss = LogisticLoss(
        vectors, classes: classes, classCount: count, termCount: tfidf.termCount, inversePenalty: 10)
      var gradient = model.weights
      _ = loss.value(model.weights, gradient: &gradient)
      #expect(gradient.allSatisfy { abs($0) <= 1e-6 })
      #expect(vectors.map(model.prediction) == classes)
    }
  }

  /// One word decides; the class of a text of unknown words is the most frequent one.
  @Test func separableTextsAreSeparated() {
    let filler = ["the film", "this room", "that meal", "a book"]
    let texts = (0..<60).map { [filler[$0 % 4] + ($0 % 3 == 0 ? " was poor" : " was great")] }
    let classes = (0..<60).map { $0 % 3 == 0 ? 0 : 1 }
    let baseline = BagOfWords(texts, classes: classes, classCount: 2)
    #expect(baseline.predictions(texts) == classes)
    #expect(baseline.predictions([["poor"], ["great"], ["unheard-of"], ["nothing", "poor"]]) == [0, 1, 1, 0])
    #expect(baseline.textCount == 60 && baseline.givenCount == 60)
  }

  @Test func sameTextsGiveTheSameWeights() {
    let texts = (0..<50).map { ["word\($0 % 7) other\($0 % 5) word\($0 % 3)"] }
    func weights() -> [Double] {
      let (tfidf, vectors) = TFIDF.fit(texts, hasPairs: true)
      return LogisticRegression(
        vectors, classes: texts.indices.map { $0 % 3 }, classCount: 3, termCount: tfidf.termCount, inversePenalty: 10
      ).weights
    }
    #expect(weights() == weights())
  }

  /// A class without a text, and texts without a term.
  @Test func poorDataAreNoProblem() {
    let baseline = BagOfWords([["good"], ["bad"]], classes: [0, 2], classCount: 3)
    #expect(baseline.predictions([["good"], ["bad"]]) == [0, 2])
    #expect(BagOfWords([["?"], ["!"], ["."]], classes: [1, 1, 0], classCount: 2).predictions([["a"]]) == [1])
  }

  @Test func reportHasTheBaseline() {
    let report = ClassificationReport(
      logits: [[1, 0], [0, 1], [0, 1]], targets: [0, 1, 0], labels: ["a", "b"], bagOfWords: [0, 1, 1])
    #expect(report.bagOfWordsAccuracy == 2.0 / 3)
    #expect(report.json["baselines"]?["bag_of_words_accuracy"]?.number == 2.0 / 3)
    #expect(report.table.contains("\n  bag of words (TF-IDF, logistic regression)   66.7"))
    let without = ClassificationReport(logits: [[1, 0]], targets: [0], labels: ["a", "b"])
    #expect(!without.table.contains("bag of words"))
    #expect(without.json["baselines"]?["bag_of_words_accuracy"] == nil)
  }
}
