/// Finds added tokens in a text: the leftmost first, and the longest of several at one place.
struct AddedTokenMatcher: Sendable {
  private let tokens: [(bytes: [UInt8], token: AddedToken)]
  /// Tokens by their first byte, longest first.
  private var byFirstByte: [[Int]]

  /// A matcher of some tokens.
  ///
  /// - Parameter spelling: the bytes of a token in the text that is searched
  init(_ added: [AddedToken], spelling: (AddedToken) -> [UInt8] = { Array($0.content.utf8) }) {
    tokens = added.map { (spelling($0), $0) }.filter { !$0.0.isEmpty }
    byFirstByte = Array(repeating: [], count: 256)
    for index in tokens.indices { byFirstByte[Int(tokens[index].bytes[0])].append(index) }
    for first in byFirstByte.indices where byFirstByte[first].count > 1 {
      let all = tokens
      byFirstByte[first].sort { all[$0].bytes.count > all[$1].bytes.count }
    }
  }

  /// A matcher of special tokens with the ids 0, 1, 2 …
  ///
  /// - Parameter path: for error messages
  /// - Throws: `TokenizerError.duplicateToken` where a token is given twice, `.malformed` where one is empty.
  init(specialTokens: [String], path: String) throws(TokenizerError) {
    var known: [[UInt8]: Int] = [:]
    for (index, token) in specialTokens.enumerated() {
      if token.isEmpty { throw .malformed(path: path, line: nil, problem: "special token \(index) is empty") }
      if let twin = known.updateValue(index, forKey: Array(token.utf8)) {
        throw .duplicateToken(path: path, token: token, first: twin, second: index)
      }
    }
    self.init(specialTokens.enumerated().map { AddedToken(content: $1, id: Int32($0)) })
  }

  var isEmpty: Bool { tokens.isEmpty }

  /// Splits `text` at its added tokens: calls `body` with each part in order, and with the id where it is a token.
  func split(_ text: Span<UInt8>, _ body: (Range<Int>, Int32?) -> Void) {
    var done = 0
    var index = 0
    while index < text.count {
      let candidates = byFirstByte[Int(text[index])]
      if candidates.isEmpty {
        index += 1
        continue
      }
      guard let match = candidates.first(where: { stands(tokens[$0].bytes, in: text, at: index) }) else {
        index += 1
        continue
      }
      let token = tokens[match].token
      let end = index + tokens[match].bytes.count
      let range = index..<end
      index = end
      if token.isSingleWord, touchesWord(text, range) { continue }
      let start = token.stripsLeft ? max(done, skipSpaceBackward(text, from: range.lowerBound)) : range.lowerBound
      let stop = token.stripsRight ? skipSpaceForward(text, from: end) : end
      if done < start { body(done..<start, nil) }
      body(start..<stop, token.id)
      done = stop
    }
    if done < text.count { body(done..<text.count, nil) }
  }

  private func stands(_ token: [UInt8], in text: Span<UInt8>, at index: Int) -> Bool {
    guard index + token.count <= text.count else { return false }
    for offset in token.indices where text[index + offset] != token[offset] { return false }
    return true
  }

  private func touchesWord(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if range.lowerBound > 0, isWord(scalar(in: text, before: range.lowerBound).scalar) { return true }
    return range.upperBound < text.count && isWord(scalar(in: text, at: range.upperBound).scalar)
  }

  private func skipSpaceBackward(_ text: Span<UInt8>, from end: Int) -> Int {
    var place = end
    while place > 0 {
      let (last, length) = scalar(in: text, before: place)
      if !last.properties.isWhitespace { break }
      place -= length
    }
    return place
  }

  private func skipSpaceForward(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place < text.count {
      let (next, length) = scalar(in: text, at: place)
      if !next.properties.isWhitespace { break }
      place += length
    }
    return place
  }
}
