/// Vectors of words from a text file: `word number number …`, one word a line, separated by spaces.
///
/// GloVe's files (Pennington et al. 2014) have this format, and word2vec's and fastText's text files, whose first line
/// says how many vectors of which width follow.
public struct WordVectors: Sendable {
  /// The words in the order of the file.
  public let words: [String]
  /// Numbers of a vector.
  public let width: Int
  /// The vectors row after row, `[words, width]`.
  public let values: [Float]
  private let rows: Vocabulary

  /// Reads a file.
  ///
  /// - Parameter keeping: the words whose vectors are kept; nil keeps all. Every line is checked in any case.
  /// - Throws: `FileError`; or `InputError` with all problems (the first twenty), each with its line: lines of another
  ///   width, a word that appears twice, a value that is no number, a file without vectors or with other vectors than
  ///   its first line says
  public init(path: String, keeping: Set<String>? = nil) throws {
    var reader = WordVectorReader(path: path, keeping: keeping)
    try reader.readAll()
    words = reader.words
    width = reader.width ?? 0
    values = reader.values
    var rows = Vocabulary(capacity: words.count)
    for word in words { _ = rows.append(word.utf8.span) }
    self.rows = rows
  }

  /// The row of a word in `values`; nil for a word without a vector.
  ///
  /// Words are compared by their bytes: a file may have é as one character and as two.
  public func row(of word: String) -> Int? { rows.id(of: word).map(Int.init) }

  /// The vector of a word, `[width]`; nil for a word without one.
  public func vector(of word: String) -> ArraySlice<Float>? {
    row(of: word).map { values[($0 * width)..<(($0 + 1) * width)] }
  }
}
