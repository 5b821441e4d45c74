internal import Base

/// Combines a vocabulary with merges and checks that they fit.
struct ByteLevelBPEBuilder {
  private let vocabulary: Vocabulary
  private var merges: MergeTable
  private var left: [UInt8] = []
  private var right: [UInt8] = []

  init(_ json: JSON, path: String) throws(TokenizerError) {
    vocabulary = try VocabularyJSONReader.vocabulary(json, path: path) { spelled, output in
      ByteAlphabet.read(spelled, spelled.indices, into: &output)
    }
    merges = MergeTable(capacity: vocabulary.count)
  }

  /// Adds a merge written `left right`.
  mutating func addMerge(_ text: Span<UInt8>, _ range: Range<Int>, line: Int, path: String) throws(TokenizerError) {
    var space: Int?
    var spaces = 0
    for index in range where text[index] == UInt8(ascii: " ") {
      space = index
      spaces += 1
    }
    guard let space, spaces == 1, space > range.lowerBound, space + 1 < range.upperBound else {
      let shown = quoted(Self.string(text, range))
      throw .malformed(
        path: path, line: line, problem: "a merge must be two tokens with one space between, not \(shown)")
    }
    ByteAlphabet.read(text, range.lowerBound..<space, into: &left)
    ByteAlphabet.read(text, (space + 1)..<range.upperBound, into: &right)
    try addMerge(line: line, path: path)
  }

  /// Adds a merge of two spelled tokens.
  mutating func addMerge(_ first: String, _ second: String, line: Int, path: String) throws(TokenizerError) {
    let (a, b) = (first.utf8, second.utf8)
    ByteAlphabet.read(a.span, 0..<a.count, into: &left)
    ByteAlphabet.read(b.span, 0..<b.count, into: &right)
    try addMerge(line: line, path: path)
  }

  /// Adds the merge of `left` and `right`.
  private mutating func addMerge(line: Int, path: String) throws(TokenizerError) {
    let pieces = (vocabulary.id(of: left.span), vocabulary.id(of: right.span))
    let split = left.count
    left.append(contentsOf: right)
    guard let leftID = pieces.0, let rightID = pieces.1, let merged = vocabulary.id(of: left.span) else {
      let missing = pieces.0 == nil ? left[..<split] : pieces.1 == nil ? right[...] : left[...]
      throw .malformed(
        path: path, line: line,
        problem:
          "the merge needs the token \(quoted(ByteAlphabet.token(spelling: missing))), which the vocabulary lacks")
    }
    guard merges.append(leftID, rightID, merged: merged) else {
      throw .malformed(path: path, line: line, problem: "this merge is in the list twice")
    }
  }

  private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Checks that every byte has a token, and finds the words that are one token.
  consuming func finish(unknown: String?, takesWholeWords: Bool, path: String) throws(TokenizerError)
    -> ByteLevelBPEParts
  {
    var unknownID: Int32?
    if let unknown {
      unknownID = vocabulary.id(of: ByteAlphabet.bytes(spelledBy: unknown).span)
      if unknownID == nil {
        throw .missingToken(path: path, token: unknown, purpose: "bytes that the vocabulary lacks")
      }
    }
    var byteIDs: [Int32] = []
    for byte in UInt8(0)...255 {
      guard let id = vocabulary.id(of: [byte].span) ?? unknownID else {
        throw .missingToken(
          path: path, token: ByteAlphabet.token(spelling: [byte]), purpose: "the byte \(byte) of any text")
      }
      byteIDs.append(id)
    }
    var isWord = [Bool](repeating: takesWholeWords, count: vocabulary.count)
    if !takesWholeWords {
      let bytes = vocabulary.bytes
      var run = MergeRun()
      for id in 0..<vocabulary.count {
        let range = vocabulary.range(of: Int32(id))
        run.start(range.count) { byteIDs[Int(bytes[range.lowerBound + $0])] }
        run.merge(merges)
        isWord[id] = run.ids.count == 1 && run.ids[0] == Int32(id)
      }
    }
    return ByteLevelBPEParts(
      vocabulary: vocabulary, merges: merges, byteIDs: byteIDs, isWord: isWord, unknownToken: unknown,
      takesWholeWords: takesWholeWords)
  }
}
