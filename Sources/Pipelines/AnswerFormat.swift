package import Base
package import Text
package import Training

/// How a question and its answer are written as tokens: question, separator, answer, end.
package struct AnswerFormat: Equatable {
  /// The text between question and answer.
  package let separator: String
  /// The token that ends an answer.
  package let end: String
  /// Whether questions, answers and documents begin with a space.
  package let leadingSpace: Bool

  package init(separator: String, end: String, leadingSpace: Bool) {
    self.separator = separator
    self.end = end
    self.leadingSpace = leadingSpace
  }

  /// A text with this format's leading space.
  package func written(_ text: String) -> String { leadingSpace ? " " + text : text }

  /// Tokens that must not occur in a text.
  package var reserved: Set<String> { [separator, end] }

  /// The id of `end`.
  ///
  /// - Throws: if the tokenizer has no such token, or encodes the separator as no tokens.
  package func endID(_ tokenizer: any Tokenizer) throws -> Int32 {
    if tokenizer.encode(separator).ids.isEmpty {
      throw InputError.problem("separator: the tokenizer makes no token of \"\(separator)\"")
    }
    guard let id = tokenizer.id(of: end) else {
      throw InputError.problem(
        "end: the tokenizer has no token \"\(end)\"; for GPT-2's own checkpoints give end: <|endoftext|>")
    }
    return id
  }

  /// The prompt: what the model reads before it answers.
  package func prompt(_ question: String, _ tokenizer: any Tokenizer) -> [Int32] {
    tokenizer.encode(written(question)).ids + tokenizer.encode(separator).ids
  }

  /// A question with one answer to learn.
  package func sequence(question: String, answer: String, _ tokenizer: any Tokenizer, end: Int32) -> AnswerSequence {
    let prompt = prompt(question, tokenizer)
    return AnswerSequence(
      question: Array(prompt.dropLast()), separator: prompt.last!, answer: tokenizer.encode(written(answer)).ids,
      end: end)
  }

  /// The answer that the given tokens encode.
  package func answer(_ tokens: [Int32], _ tokenizer: any Tokenizer) -> String {
    let text = tokenizer.decode(tokens)
    return leadingSpace && text.hasPrefix(" ") ? String(text.dropFirst()) : text
  }

  package var json: JSON.Object {
    ["separator": .string(separator), "end": .string(end), "leading_space": .bool(leadingSpace)]
  }

  /// The format that `attune.json` records, or nil.
  package init?(json: JSON?) {
    guard let separator = json?["separator"]?.string, let end = json?["end"]?.string,
      case .bool(let leadingSpace) = json?["leading_space"]
    else { return nil }
    self.init(separator: separator, end: end, leadingSpace: leadingSpace)
  }
}
