internal import Base

/// Combines a vocabulary with merges and checks that they fit.
struct ByteLevelBPEBuilder {
  private var builder: BPEBuilder

  init(_ json: JSON, path: String) throws(TokenizerError) { builder = try BPEBuilder(json, .bytes, path: path) }

  /// Adds a merge written `left right`.
  mutating func addMerge(_ text: Span<UInt8>, _ range: Range<Int>, line: Int, path: String) throws(TokenizerError) {
    try builder.addMerge(text, range, line: line, path: path)
  }

  /// Adds a merge of two spelled tokens.
  mutating func addMerge(_ first: String, _ second: String, line: Int, path: String) throws(TokenizerError) {
    try builder.addMerge(first, second, line: line, path: path)
  }

  /// Checks that every byte has a token, and finds the words that are one token.
  consuming func finish(unknown: String?, takesWholeWords: Bool, path: String) throws(TokenizerError)
    -> ByteLevelBPEParts
  {
    let (vocabulary, merges) = (builder.vocabulary, builder.merges)
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
