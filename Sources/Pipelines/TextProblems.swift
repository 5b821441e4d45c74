package import Datasets
package import Text

/// Problems that prevent a model from reading a text, each with its location: characters that the vocabulary lacks, and
/// reserved tokens in the text.
///
/// - Parameters:
///   - what: "question", "answer" or "document"
///   - reserved: the format's tokens; those that are only white space may occur in a text
package func textProblems(
  _ text: String, _ what: String, of place: String, _ tokenizer: any Tokenizer, reserved: Set<String>
) -> [String] {
  var problems: [String] = []
  do { try tokenizer.check(text) } catch { problems.append("\(place): \(what): \(error)") }
  for token in reserved.sorted() where !token.allSatisfy(\.isWhitespace) && text.contains(token) {
    problems.append(
      "\(place): the \(what) contains \"\(token)\", which the model reads as a separator, mask or end: remove it, or"
        + " choose another one for a new model")
  }
  return problems
}

/// A remark on documents with words that the vocabulary lacks, which the model cannot distinguish; nil without any.
package func unknownWords(_ documents: [Encoding]) -> String? {
  let count = documents.count { $0.unknownTokens > 0 }
  return count == 0 ? nil : "\(count) of \(documents.count) documents have words that the vocabulary lacks"
}

extension DocumentSplit {
  /// Problems that prevent a model from reading the documents.
  package func problems(_ tokenizer: any Tokenizer, reserved: Set<String>) -> [String] {
    documents.flatMap {
      textProblems($0.text, "document", of: "\($0.file):\($0.line)", tokenizer, reserved: reserved)
    }
  }
}

extension QuestionSplit {
  /// Problems that prevent a model from answering the questions. A question that is scored is never cut.
  package func problems(_ tokenizer: any Tokenizer, _ format: AnswerFormat, contextLength: Int) -> [String] {
    examples.flatMap { example -> [String] in
      let place = "\(example.file):\(example.line)"
      let found = textProblems(
        example.question, "question", of: place, tokenizer, reserved: format.reserved)
      let count = format.prompt(example.question, tokenizer).count
      if count <= contextLength { return found }
      return found + [
        "\(place): the question has \(count) tokens with its separator, but the model reads \(contextLength): shorten"
          + " it, or set a larger architecture.context_length for a new model"
      ]
    }
  }
}
