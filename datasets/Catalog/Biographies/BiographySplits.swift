internal import Base

extension Biographies {
  /// The texts as a split. Its checksum is that of a file with one text a line.
  public func documentSplit() -> DocumentSplit {
    let path = "biographies (seed \(seed))"
    var hash = SHA256()
    var documents: [Document] = []
    documents.reserveCapacity(corpus.count)
    for (index, text) in corpus.enumerated() {
      hash.update("\(text)\n".utf8)
      documents.append(Document(text: text, file: path, line: index + 1))
    }
    return DocumentSplit(documents: documents, path: path, sha256: hash.hexadecimal())
  }

  /// The questions of a part as a split. Its checksum is that of a file with one `question TAB answer` a line.
  public func questionSplit(_ part: Part, wordings: Int = 1) -> QuestionSplit {
    let path = "biographies \(part.rawValue) (seed \(seed))"
    var hash = SHA256()
    var examples: [QuestionExample] = []
    for (index, question) in questions(part, wordings: wordings).enumerated() {
      hash.update("\(question.text)\t\(question.answers[0])\n".utf8)
      examples.append(
        QuestionExample(question: question.text, answers: question.answers, file: path, line: index + 1))
    }
    return QuestionSplit(examples: examples, path: path, sha256: hash.hexadecimal())
  }
}
