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

  /// What a model says to a question.
  public struct Reply: Sendable {
    /// The question.
    public let question: String
    /// The answer; nil where the model is not sure enough.
    public let answer: String?
    /// The probability that the model gives to just this answer.
    public let probability: Double
    /// Whether the answer came to its end, rather than to the limit of its length.
    public let isComplete: Bool
    /// Words of the question that the model has no token for: it read a sign for "unknown" in their place.
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

    /// Probability, answer and question on one line for people.
    public func tableLine(answerWidth: Int) -> String {
      fixed(probability, 4) + "  " + shown.padded(to: answerWidth) + "  " + question
    }

    /// The answer as people read it.
    public var shown: String { answer.map { isComplete ? $0 : $0 + "…" } ?? "I don't know" }
  }

  /// Opens a checkpoint folder.
  ///
  /// - Parameters:
  ///   - precision: answer only where the dev questions had at least this share of right answers; nil always answers
  ///   - beams: 1 is greedy
  /// - Throws: where the checkpoint does not answer questions, or never reached the precision.
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

  /// The least confidence that reached a precision on the dev questions.
  private static func confidence(for wanted: Double, _ about: JSON.Object, _ checkpoint: String) throws -> Double {
    let known = (about["abstention"]?.array ?? []).compactMap { entry -> (precision: Double, confidence: Double)? in
      guard let precision = entry["precision"]?.number, let confidence = entry["confidence"]?.number,
        (0...1).contains(precision)
      else { return nil }
      return (precision, confidence)
    }
    // Between two precisions that were measured, the higher one is safe.
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
  /// - Throws: for an empty question, or one that the model cannot read whole.
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

  /// The questions of a file: `question` or `question TAB answer` a line, JSONL, or WebQuestions' JSON; a .txt file has
  /// one question a line.
  public func read(_ path: String) throws -> [String] {
    guard let format = QuestionFormat.infer(path: path) ?? (path.lowercased().hasSuffix(".txt") ? .tsv : nil) else {
      throw DatasetError.unknownFormat(path: path, expected: QuestionFormat.allCases.map(\.rawValue))
    }
    return try QuestionSplit.read(path: path, format: format, answersRequired: false).examples.map(\.question)
  }
}
