internal import Base

/// Reads a file of word vectors piece by piece and notes its problems.
struct WordVectorReader {
  let path: String
  let keeping: Set<String>?
  private(set) var words: [String] = []
  /// Numbers of a vector; nil before the first line.
  private(set) var width: Int?
  private(set) var values: [Float] = []

  /// What the first line of word2vec's format says.
  private var announced: Int?
  /// All words so far, and the line of each.
  private var known = Vocabulary(capacity: 1 << 15)
  private var lines: [Int] = []
  private var line = 0
  private var problems: [String] = []

  /// No vector is that long: such a file is not a text file of vectors.
  private static let longestLine = 1 << 22
  /// As many as `InputError` shows.
  private static let mostProblems = 20

  init(path: String, keeping: Set<String>?) {
    self.path = path
    self.keeping = keeping
  }

  mutating func readAll() throws {
    // What is left of the pieces before: the beginning of a line.
    var rest: [UInt8] = []
    try readFile(path) { (piece) throws(FileError) in
      if problems.count >= Self.mostProblems { return }
      rest += piece
      guard let end = rest.lastIndex(of: 10) else {
        if rest.count > Self.longestLine {
          line += 1
          note("the line has more than \(Self.longestLine) bytes; expected a word and its numbers")
          rest = []
        }
        return
      }
      read(rest.span, 0..<end)
      rest.removeSubrange(0...end)
    }
    if !rest.isEmpty { read(rest.span, 0..<rest.count) }
    if problems.count >= Self.mostProblems {
      problems[Self.mostProblems - 1] += " (The rest of the file was not read.)"
    } else if problems.isEmpty, let announced, announced != lines.count {
      problems.append(
        "\(path):1: the first line says \(announced) vectors, found \(lines.count): the file is not complete")
    } else if problems.isEmpty, lines.isEmpty {
      problems.append("\(path): no vectors; expected a word and its numbers, separated by spaces, on each line")
    }
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  private mutating func note(_ problem: String) {
    if problems.count < Self.mostProblems { problems.append("\(path):\(line): \(problem)") }
  }

  /// Reads lines; the last one has no line feed.
  private mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var start = range.lowerBound
    while start <= range.upperBound, problems.count < Self.mostProblems {
      var end = start
      while end < range.upperBound, bytes[end] != 10 { end += 1 }
      let next = end + 1
      // word2vec ends its lines with a space, Windows with a carriage return.
      while end > start, bytes[end - 1] == 13 || bytes[end - 1] == 32 { end -= 1 }
      line += 1
      readLine(bytes, start..<end)
      start = next
    }
  }

  private mutating func readLine(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let fields = Self.fields(bytes, range)
    if line == 1, isHeader(bytes, fields) { return }
    guard let first = fields.first else { return note("empty line; expected a word and its numbers") }
    if first.lowerBound > range.lowerBound { return note("the line begins with a space; expected a word") }
    let found = fields.count - 1
    if let width, found != width {
      return note(
        "found \(found) numbers after the word, expected \(width) as in line 1. A word must not have a space in it.")
    }
    if found == 0 { return note("found no number after the word; expected its vector, separated by spaces") }
    guard let word = Self.text(bytes, first) else { return note("the word is not valid UTF-8") }
    if let earlier = known.append(bytes.extracting(first)) {
      return note("the word \(quoted(word)) appears twice: here and in line \(lines[Int(earlier)]). Remove one.")
    }
    lines.append(line)
    width = found
    let isKept = keeping?.contains(word) ?? true
    for (index, field) in fields.dropFirst().enumerated() {
      guard let value = DecimalNumber.float(bytes, field) else {
        let text = Self.text(bytes, field) ?? "bytes that are no UTF-8"
        return note("value \(index + 1) of \(quoted(word)) is \(quoted(text)); expected a number that a Float can hold")
      }
      if isKept { values.append(value) }
    }
    if isKept { words.append(word) }
  }

  /// Whether the first line is that of word2vec's format: two whole numbers, how many vectors and their width.
  private mutating func isHeader(_ bytes: Span<UInt8>, _ fields: [Range<Int>]) -> Bool {
    func whole(_ field: Range<Int>) -> Int? {
      guard let text = Self.text(bytes, field), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return Int(text)
    }
    guard fields.count == 2, let count = whole(fields[0]), let width = whole(fields[1]), width > 0 else {
      return false
    }
    announced = count
    self.width = width
    return true
  }

  /// What lies between the spaces of a line.
  private static func fields(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    var fields: [Range<Int>] = []
    var start = range.lowerBound
    for at in range where bytes[at] == 32 {
      if at > start { fields.append(start..<at) }
      start = at + 1
    }
    if start < range.upperBound { fields.append(start..<range.upperBound) }
    return fields
  }

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String? {
    String(validating: range.map { bytes[$0] }, as: UTF8.self)
  }
}
