import Glibc

/// Multinomial logistic regression on sparse vectors with an L2 penalty, fitted with L-BFGS.
///
/// It minimizes Σ −ln p(class | x) + ‖W‖² / (2 · C), where p is the softmax of W · x + b; the intercepts b are not
/// penalized. Two classes have one row of weights, for the second one: p = sigmoid(w · x + b). Both are the
/// definitions of scikit-learn's `LogisticRegression`.
package struct LogisticRegression: Sendable {
  /// Number of classes.
  package let classCount: Int
  /// The weights of each term, one for each output, and last the intercepts.
  package let weights: [Double]

  /// Fits the weights to some vectors.
  ///
  /// - Parameters:
  ///   - classes: the class of each vector, in 0..<classCount
  ///   - termCount: the terms of the vectors are below this number
  ///   - inversePenalty: C, above 0
  package init(_ vectors: [TFIDF.Vector], classes: [Int], classCount: Int, termCount: Int, inversePenalty: Double) {
    let loss = LogisticLoss(
      vectors, classes: classes, classCount: classCount, termCount: termCount, inversePenalty: inversePenalty)
    self.classCount = classCount
    weights = minimizeWithLBFGS(from: Array(repeating: 0, count: loss.weightCount)) { weights, gradient in
      loss.value(weights, gradient: &gradient)
    }
  }

  /// The most probable class of a vector; of equally probable ones the first.
  package func prediction(_ vector: TFIDF.Vector) -> Int {
    let outputs = LogisticLoss.outputCount(classCount)
    var scores = Array(weights.suffix(outputs))
    for (term, weight) in vector {
      for output in 0..<outputs { scores[output] += weight * weights[term * outputs + output] }
    }
    if outputs == 1 { return scores[0] > 0 ? 1 : 0 }
    return scores.firstIndex(of: scores.max()!)!
  }
}

/// The function that logistic regression minimizes, divided by the number of vectors, with its gradient.
package struct LogisticLoss {
  private let outputs: Int
  private let classes: [Int]
  private let penalty: Double
  private let termCount: Int
  /// The vectors one after the other, and where each begins.
  private var terms: [Int32] = []
  private var values: [Double] = []
  private var offsets = [0]

  /// See `LogisticRegression`.
  package init(_ vectors: [TFIDF.Vector], classes: [Int], classCount: Int, termCount: Int, inversePenalty: Double) {
    precondition(
      vectors.count == classes.count && !classes.isEmpty, "\(vectors.count) vectors, \(classes.count) classes")
    precondition(classCount > 1 && classes.allSatisfy { $0 >= 0 && $0 < classCount }, "a class of no output")
    outputs = Self.outputCount(classCount)
    self.classes = classes
    self.termCount = termCount
    penalty = 1 / (inversePenalty * Double(classes.count))
    for vector in vectors {
      for (term, value) in vector {
        terms.append(Int32(term))
        values.append(value)
      }
      offsets.append(terms.count)
    }
  }

  /// Rows of weights for a number of classes.
  static func outputCount(_ classCount: Int) -> Int { classCount == 2 ? 1 : classCount }

  /// Number of weights: those of each term, then the intercepts.
  package var weightCount: Int { (termCount + 1) * outputs }

  /// The mean loss with its penalty; `gradient` is overwritten.
  package func value(_ weights: [Double], gradient: inout [Double]) -> Double {
    let (n, intercepts) = (Double(classes.count), termCount * outputs)
    var sum = 0.0
    for index in 0..<intercepts {
      sum += weights[index] * weights[index]
      gradient[index] = penalty * weights[index]
    }
    for index in intercepts..<weightCount { gradient[index] = 0 }
    var loss = 0.0
    var scores = [Double](repeating: 0, count: outputs)
    for (row, target) in classes.enumerated() {
      // 1. scores of the classes
      for output in 0..<outputs { scores[output] = weights[intercepts + output] }
      for place in offsets[row]..<offsets[row + 1] {
        let first = Int(terms[place]) * outputs
        for output in 0..<outputs { scores[output] += values[place] * weights[first + output] }
      }
      // 2. the loss, and its gradient: p − y; the first of two classes has the score 0
      let most = outputs == 1 ? max(0, scores[0]) : scores.max()!
      var total = outputs == 1 ? exp(-most) : 0
      let targetScore = outputs == 1 ? (target == 1 ? scores[0] : 0) : scores[target]
      for output in 0..<outputs { total += exp(scores[output] - most) }
      loss += most + log(total) - targetScore
      for output in 0..<outputs {
        let isTarget = outputs == 1 ? target == 1 : target == output
        scores[output] = (exp(scores[output] - most) / total - (isTarget ? 1 : 0)) / n
      }
      // 3. the gradient of the weights
      for place in offsets[row]..<offsets[row + 1] {
        let first = Int(terms[place]) * outputs
        for output in 0..<outputs { gradient[first + output] += values[place] * scores[output] }
      }
      for output in 0..<outputs { gradient[intercepts + output] += scores[output] }
    }
    return loss / n + penalty * sum / 2
  }
}
