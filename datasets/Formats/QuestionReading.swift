internal import Base

extension QuestionSplit {
  /// Reads a file of questions. White space around questions and answers is removed; `notes` says how often.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: Its format; nil infers it from the extension.
  ///   - answersRequired: Whether a question without an answer is a problem. If not, a TSV line may be the question
  ///     alone.
  /// - Throws: `DatasetError` with all problems of the file, of which it lists the first 20.
  public static func read(
    path: String, format: QuestionFormat? = nil, answersRequired: Bool = true
  ) throws(DatasetError) -> QuestionSplit {
    try read(bytes: readFile(path), path: path, format: format, answersRequired: answersRequired)
  }

  /// Reads the bytes of a file; messages name it `path`. See `read(path:format:answersRequired:)`.
  public static func read(
    bytes: [UInt8], path: String, format: QuestionFormat? = nil, answersRequired: Bool = true
  ) throws(DatasetError) -> QuestionSplit {
    guard let format = format ?? QuestionFormat.infer(path: path) else {
      throw .unknownFormat(path: path, expected: QuestionFormat.allCases.map(\.rawValue))
    }
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    var reader = QuestionReader(answersRequired: answersRequired, log: log)
    switch format {
    case .tsv: reader.readTSV(source)
    case .jsonl: reader.readJSONL(source)
    case .json: reader.readJSON(source)
    }
    try reader.log.check()
    if reader.examples.isEmpty { throw .empty(path: path) }
    let trimmed = reader.trimmedCount
    let notes = trimmed == 0 ? [] : ["\(path): removed white space around \(trimmed) questions or answers"]
    return QuestionSplit(
      examples: reader.examples, path: path, sha256: SHA256.hexadecimal(of: bytes), notes: notes)
  }
}
