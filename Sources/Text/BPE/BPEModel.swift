/// The vocabulary and merges of byte-pair encoding with their rules: words to tokens.
struct BPEModel: Sendable {
  /// What a word begins as: its bytes, or its characters.
  enum Units: Sendable { case bytes, characters }

  /// Tokens as bytes: for `.bytes` those that the token stands for (see `ByteAlphabet`), else its UTF-8.
  var vocabulary: Vocabulary
  var merges: MergeTable
  var units: Units
  /// For `.bytes` the token of each byte; for `.characters` the token `<0x…>` of each byte. −1 where there is none.
  var byteIDs: [Int32]
  /// Whether a character that the vocabulary lacks becomes its bytes, if all of them have tokens.
  var fallsBackToBytes = false
  /// The token of units that the vocabulary lacks; nil leaves them out.
  var unknownID: Int32?
  /// Whether neighbours that the vocabulary lacks are one unknown token.
  var fusesUnknown = false
  /// Whether a word that is a token is that token, whatever the merges say.
  var takesWholeWords = false
  /// For each token, whether its text as a whole word merges into just this token.
  private(set) var isWord: [Bool] = []

  init(vocabulary: Vocabulary, merges: MergeTable, units: Units) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.units = units
    byteIDs = (UInt8(0)...255).map { byte in
      switch units {
      case .bytes: vocabulary.id(of: [byte].span) ?? -1
      case .characters: vocabulary.id(of: TokenDecoder.token(of: byte)) ?? -1
      }
    }
  }

  /// Finds the words that are one token. Every other member has its value.
  mutating func complete() {
    isWord = [Bool](repeating: takesWholeWords, count: vocabulary.count)
    if takesWholeWords { return }
    let bytes = vocabulary.bytes
    var run = MergeRun()
    for id in 0..<Int32(vocabulary.count) {
      _ = merge(bytes.span, vocabulary.range(of: id), &run)
      isWord[Int(id)] = run.ids.count == 1 && run.ids[0] == id
    }
  }

  /// The token that a whole word is, or nil.
  @inline(__always)
  func token(_ text: Span<UInt8>, _ word: Range<Int>) -> Int32? {
    if word.count > vocabulary.longest { return nil }
    var hash = Vocabulary.Hash()
    for index in word { hash.add(text[index]) }
    guard let id = vocabulary.find(hash, in: text, word), isWord[Int(id)] else { return nil }
    return id
  }

  /// Splits a word into units and merges them: the tokens are then in `run`, their ends in bytes of the word.
  ///
  /// - Returns: the first unit that the vocabulary lacks and that is no unknown token, or nil
  @inline(__always)
  func merge(_ text: Span<UInt8>, _ word: Range<Int>, _ run: inout MergeRun) -> Range<Int>? {
    run.start()
    var missing: Range<Int>?
    // The end of unknown units that are not in `run` yet.
    var unknownEnd: Int?
    var index = word.lowerBound
    while index < word.upperBound {
      let unit = index..<(index + (units == .bytes ? 1 : scalar(in: text, at: index).length))
      index = unit.upperBound
      if let id = id(text, unit) {
        if let end = unknownEnd, let unknownID { run.append(unknownID, end: end) }
        unknownEnd = nil
        run.append(id, end: index - word.lowerBound)
      } else if units == .characters, fallsBackToBytes, unit.allSatisfy({ byteIDs[Int(text[$0])] >= 0 }) {
        for place in unit { run.append(byteIDs[Int(text[place])], end: place + 1 - word.lowerBound) }
      } else if let unknownID {
        if let end = unknownEnd, !fusesUnknown { run.append(unknownID, end: end) }
        unknownEnd = index - word.lowerBound
      } else {
        missing = missing ?? unit
      }
    }
    if let end = unknownEnd, let unknownID { run.append(unknownID, end: end) }
    run.merge(merges)
    return missing
  }

  @inline(__always)
  private func id(_ text: Span<UInt8>, _ unit: Range<Int>) -> Int32? {
    if units == .bytes {
      let id = byteIDs[Int(text[unit.lowerBound])]
      return id < 0 ? nil : id
    }
    var hash = Vocabulary.Hash()
    for index in unit { hash.add(text[index]) }
    return vocabulary.find(hash, in: text, unit)
  }

  /// The bytes of a token's spelling in files.
  func bytes(spelledBy token: String) -> [UInt8] {
    units == .bytes ? ByteAlphabet.bytes(spelledBy: token) : Array(token.utf8)
  }

  /// The id of a token in the spelling of files, or nil.
  func id(of token: String) -> Int32? { vocabulary.id(of: bytes(spelledBy: token).span) }

  /// The token with this id in the spelling of files, or nil.
  func token(of id: Int32) -> String? {
    guard id >= 0, id < vocabulary.count else { return nil }
    return units == .bytes ? ByteAlphabet.token(spelling: vocabulary.bytes(of: id)) : vocabulary.token(of: id)
  }
}
