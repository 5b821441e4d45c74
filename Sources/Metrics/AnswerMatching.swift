/// How a predicted answer is compared with the accepted ones. Scores are only comparable if their scorers are the same.
///
/// Texts are compared by code points, as in Python: a composed and a decomposed é differ.
public enum AnswerMatching {
  /// The name of plain exact match: as Stanford CS 224N's assignment 5 scores birth places (`utils.evaluate_places`).
  ///
  /// The assignment strips white space from the line that ends in the accepted answer and compares it with the
  /// prediction as it is; here the prediction is stripped too.
  public static let exactMatchScorer = "cs224n-strip"

  /// The name of normalized exact match and token F1: SQuAD v1.1's official script.
  public static let normalizedScorer = "squad-v1.1"

  /// Whether a prediction is one of the accepted answers, ignoring white space at both ends.
  public static func exactMatch(_ prediction: String, accepted: [String]) -> Bool {
    AcceptedAnswers(accepted).score(prediction).exact
  }

  /// Whether a prediction is one of the accepted answers after both are normalized.
  public static func normalizedExactMatch(_ prediction: String, accepted: [String]) -> Bool {
    AcceptedAnswers(accepted).score(prediction).normalizedExact
  }

  /// The largest F1 of the normalized words of a prediction and of an accepted answer, counting repeated words.
  ///
  /// It is 0 if they share no word and, as in SQuAD v1.1, if both have none: `The` and `A` are a normalized exact match
  /// with F1 0.
  public static func f1(_ prediction: String, accepted: [String]) -> Double {
    AcceptedAnswers(accepted).score(prediction).f1
  }

  /// A text in lower case, without ASCII punctuation and articles, one space between its words.
  public static func normalized(_ text: String) -> String {
    string(CodePoints(normalizedWords(text).joined(separator: [" "])))
  }
}

/// The scores of one prediction.
struct AnswerScore: Equatable {
  let exact: Bool
  let normalizedExact: Bool
  let f1: Double
}

/// The accepted answers of one question, prepared for comparison with several predictions.
struct AcceptedAnswers {
  private let stripped: [CodePoints]
  private let words: [[CodePoints]]

  init(_ accepted: [String]) {
    stripped = accepted.map(pythonStripped)
    words = accepted.map(normalizedWords)
  }

  func score(_ prediction: String) -> AnswerScore {
    let predicted = normalizedWords(prediction)
    return AnswerScore(
      exact: stripped.contains(pythonStripped(prediction)), normalizedExact: words.contains(predicted),
      f1: words.reduce(0) { max($0, wordF1(predicted, $1)) })
  }
}

private func wordF1(_ predicted: [CodePoints], _ accepted: [CodePoints]) -> Double {
  var left: [CodePoints: Int] = [:]
  for word in accepted { left[word, default: 0] += 1 }
  var shared = 0
  for word in predicted {
    guard let count = left[word], count > 0 else { continue }
    left[word] = count - 1
    shared += 1
  }
  if shared == 0 { return 0 }
  let precision = Double(shared) / Double(predicted.count)
  let recall = Double(shared) / Double(accepted.count)
  return 2 * precision * recall / (precision + recall)
}
