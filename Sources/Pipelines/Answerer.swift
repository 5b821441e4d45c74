internal import Base
internal import Datasets
internal import Tensor
internal import Text

/// Answers questions with a saved checkpoint: what `attune answer` does.
public struct Answerer {
  private let languageModel: LanguageModel
  /// Answers below this confidence are "I don't know"; nil gives every answer.
  private let leastConfidence: Double?
  private let beams: Int

  /// The reply of a model to a question.
  public struct Reply: Sendable {
    /// The question.
    public let question: String
    /// The answer; nil if the confidence is too low.
    public let answer: String?
    /// The probability of exactly this answer.
    public let probability: Double
    /// Whether the model ended the answer; false if the limit of its length did.
    public let isComplete: Bool
    /// Number of words of the question that the vocabulary lacks: the model reads them as an "unknown" token.
    public let unknownWords: Int

    /// One object on one line: `question`, `answer` (null for "I don't know"), `probability`.
    public var jsonLine: String {
      var object: JSON.Object = [
        "question": .string(question), "answer": answer.map(JSON.string) ?? .null, "probability": .number(probability),
      ]
      if !isComplete { object["is_complete"] = .bool(false) }
      if unknownWords > 0 { object["unknown_words"] = .integer(unknownWords) }
      return JSON.object(object).compact
    }

    /// Probability, answer and question as one line of a table.
    public func tableLine(answerWidth: Int) -> String {
      fixed(probability, 4) + "  " + shown.padded(to: answerWidth) + "  " + question
    }

    /// The answer as it is displayed.
    public var shown: String { answer.map { isComplete ? $0 : $0 + "…" } ?? "I don't know" }
  }

  /// Opens a checkpoint folder.
  ///
  /// - Parameters:
  ///   - precision: answer only with a confidence that gave at least this share of right answers on the dev questions;
  ///     nil always answers
  ///   - beams: number of beams; 1 is greedy decoding
  /// - Throws: if the checkpoint does not answer questions, or never reached the precision.
  public init(checkpoint: String, precision: Double? = nil, beams: Int = 1) throws {
    languageModel = try LanguageModel.open(checkpoint)
    self.beams = beams
    guard languageModel.format != nil else {
      throw InputError.problem(
        "\(checkpoint) was not trained to answer questions; 'attune generate' continues texts with it")
    }
    let about = languageModel.about
    leastConfidence = try precision.map { try Self.confidence(for: $0, about, checkpoint) }
  }

  /// The lowest confidence that reached a precision on the dev questions.
  private static func confidence(for wanted: Double, _ about: JSON.Object, _ checkpoint: String) throws -> Double {
    let known = (about["abstention"]?.array ?? []).compactMap { entry -> (precision: Double, confidence: Double)? in
      guard let precision = entry["precision"]?.number, let confidence = entry["confidence"]?.number,
        (0...1).contains(precision)
      else { return nil }
      return (precision, confidence)
    }
    // Between two measured precisions, the higher one is safe.
    if let found = known.filter({ $0.precision >= wanted - 1e-9 }).min(by: { $0.precision < $1.precision }) {
      return found.confidence
    }
    let reached = known.map { "\(Int(($0.precision * 100).rounded()))%" }.joined(separator: ", ")
    if about["abstention"] == nil {
      throw InputError.problem(
        "\(checkpoint) does not say which confidence reaches which precision; <run>/best of the recipe qa does")
    }
    throw InputError.problem(
      "no confidence of this model reaches a precision of \(percent(wanted)) on its dev questions;"
        + (reached.isEmpty ? " none was measured" : " reached were \(reached)"))
  }

  /// Answers questions in order.
  ///
  /// - Throws: for an empty question, or one that is longer than the context length.
  public func reply(to questions: [String]) throws -> [Reply] {
    for (index, question) in questions.enumerated() where question.allSatisfy(\.isWhitespace) {
      throw InputError.problem("question \(index + 1) is empty")
    }
    let problems = questions.flatMap {
      textProblems(
        $0, "question", of: "\"\($0)\"", languageModel.tokenizer, reserved: languageModel.format?.reserved ?? [])
    }
    if !problems.isEmpty { throw InputError.problems(problems) }
    return zip(questions, try languageModel.answers(questions, beams: beams)).map { question, answer in
      Reply(
        question: question, answer: answer.probability < leastConfidence ?? 0 ? nil : answer.text,
        probability: answer.probability, isComplete: answer.isComplete,
        unknownWords: languageModel.tokenizer.encode(languageModel.format?.written(question) ?? question).unknownTokens)
    }
  }

  /// Reads the questions of a file: `question` or `question TAB answer` per line, JSONL, or WebQuestions' JSON; a .txt
  /// file has one question per line.
  public func read(_ path: String) throws -> [String] {
    guard let format = QuestionFormat.infer(path: path) ?? (path.lowercased().hasSuffix(".txt") ? .tsv : nil) else {
      throw DatasetError.unknownFormat(path: path, expected: QuestionFormat.allCases.map(\.rawValue))
    }
    return try QuestionSplit.read(path: path, format: format, answersRequired: false).examples.map(\.question)
  }
}
