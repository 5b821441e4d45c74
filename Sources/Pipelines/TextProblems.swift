package import Datasets
package import Text

/// What keeps a text from a model, each with its place: what the vocabulary lacks, and tokens with a meaning of their
/// own that stand in the text.
///
/// - Parameters:
///   - what: "question", "answer" or "document"
///   - reserved: the format's tokens; those of white space alone may stand anywhere
package func textProblems(
  _ text: String, _ what: String, of place: String, _ tokenizer: any Tokenizer, reserved: Set<String>
) -> [String] {
  var problems: [String] = []
  do { try tokenizer.check(text) } catch { problems.append("\(place): \(what): \(error)") }
  for token in reserved.sorted() where !token.allSatisfy(\.isWhitespace) && text.contains(token) {
    problems.append(
      "\(place): the \(what) contains \"\(token)\", which the model reads as a separator, mask or end: take it out, or"
        + " choose another one for a new model")
  }
  return problems
}

/// What to say of documents with words that the vocabulary lacks, which the model cannot tell apart; nil without any.
package func unknownWords(_ documents: [Encoding]) -> String? {
  let count = documents.count { $0.unknownTokens > 0 }
  return count == 0 ? nil : "\(count) of \(documents.count) documents have words that the vocabulary lacks"
}

extension DocumentSplit {
  /// What keeps documents from a model.
  package func problems(_ tokenizer: any Tokenizer, reserved: Set<String>) -> [String] {
    documents.flatMap {
      textProblems($0.text, "document", of: "\($0.file):\($0.line)", tokenizer, reserved: reserved)
    }
  }
}

extension QuestionSplit {
  /// What keeps a model from answering questions. What is scored is never cut.
  package func problems(_ tokenizer: any Tokenizer, _ format: AnswerFormat, block: Int) -> [String] {
    examples.flatMap { example -> [String] in
      let place = "\(example.file):\(example.line)"
      let found = textProblems(
        example.question, "question", of: place, tokenizer, reserved: format.reserved)
      let count = format.prompt(example.question, tokenizer).count
      if count <= block { return found }
      return found + [
        "\(place): the question has \(count) tokens with its separator, but the model reads \(block): shorten it, or"
          + " make architecture.context_length of a new model larger"
      ]
    }
  }
}
