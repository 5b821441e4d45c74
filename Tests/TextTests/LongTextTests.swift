import Testing
import Text

/// The tokens of a long text that a model reads.
@Suite struct LongTextTests {
  /// Texts of 509, 510 and 511 tokens are 511, 512 and 513 with BERT's two special tokens; BERT has 512 positions.
  @Test func tokensAroundTheLimit() {
    let room = 510
    for longTexts in LongTexts.allCases {
      for count in [0, 1, 509, 510] { #expect(longTexts.pieces(count: count, room: room) == [[0..<count]]) }
      #expect(longTexts.pieces(count: 3, room: 0) == [[0..<0]] && longTexts.pieces(count: 3, room: -1) == [[0..<0]])
    }
    #expect(LongTexts.head.pieces(count: 511, room: room) == [[0..<510]])
    #expect(LongTexts.head.pieces(count: 511, room: room, cutsLeft: true) == [[1..<511]])
    #expect(LongTexts.headTail.pieces(count: 511, room: room) == [[0..<128, 129..<511]])
    #expect(LongTexts.headTail.pieces(count: 3000, room: room) == [[0..<128, 2618..<3000]])
    #expect(LongTexts.headTail.pieces(count: 3000, room: 254) == [[0..<63, 2809..<3000]])
    #expect(LongTexts.headTail.pieces(count: 3, room: 1) == [[0..<0, 2..<3]])
    // Two windows share 63 tokens, an eighth of 510: up to 957 tokens fit in two.
    #expect(LongTexts.windows.pieces(count: 511, room: room) == [[0..<287], [224..<511]])
    #expect(LongTexts.windows.pieces(count: 957, room: room) == [[0..<510], [447..<957]])
    #expect(LongTexts.windows.pieces(count: 958, room: room) == [[0..<362], [298..<660], [596..<958]])
    #expect(LongTexts.windows.pieces(count: 3, room: 1) == [[0..<1], [1..<2], [2..<3]])
  }

  /// For all sizes: each token is in a window, and there are as few windows of equal length as possible.
  @Test func windowsCoverTheText() {
    for room in [1, 2, 7, 8, 14, 30, 126] {
      for count in 1...(6 * room + 3) {
        let windows = LongTexts.windows.pieces(count: count, room: room).map { $0[0] }
        #expect(windows[0].lowerBound == 0 && windows.last!.upperBound == count)
        #expect(Set(windows.map(\.count)).count == 1 && windows[0].count <= room)
        for (one, next) in zip(windows, windows.dropFirst()) {
          #expect(one.upperBound - next.lowerBound >= room / 8 && one.lowerBound < next.lowerBound, "\(count) \(room)")
        }
        // One window less could not hold the text and what neighbours share.
        let fewer = windows.count - 1
        #expect(fewer == 0 || fewer * room - (fewer - 1) * (room / 8) < count, "\(count) \(room)")
        let ends = LongTexts.headTail.pieces(count: count, room: room)[0]
        #expect(ends.reduce(0) { $0 + $1.count } == min(count, room))
      }
    }
  }

  private func words(_ range: Range<Int>) -> String { range.map { "w\($0)" }.joined(separator: " ") }

  private func wordPiece() throws -> any Tokenizer {
    let names = ["[UNK]", "[CLS]", "[SEP]"] + (0..<40).map { "w\($0)" }
    return try tokenizer([("vocab.txt", names.joined(separator: "\n") + "\n")])
  }

  @Test func eachWindowHasSpecialTokens() throws {
    let tokenizer = try wordPiece()
    func ids(_ ranges: Range<Int>...) -> [Int32] { [1] + ranges.flatMap { $0.map { Int32($0 + 3) } } + [2] }
    func pieces(_ count: Int, _ longTexts: LongTexts) -> [Encoding] {
      tokenizer.encode(words(0..<count), maximumLength: 18, longTexts)
    }
    // 16 tokens fit; an eighth is 2, head and tail are 4 and 12.
    #expect(pieces(17, .head).map(\.ids) == [ids(0..<16)])
    #expect(pieces(17, .headTail).map(\.ids) == [ids(0..<4, 5..<17)])
    #expect(pieces(17, .windows).map(\.ids) == [ids(0..<10), ids(7..<17)])
    #expect(pieces(40, .windows).map(\.ids) == [ids(0..<15), ids(12..<27), ids(25..<40)])
    #expect(pieces(40, .head)[0].truncatedTokens == 24 && pieces(40, .headTail)[0].truncatedTokens == 24)
    #expect(pieces(40, .windows).allSatisfy { $0.truncatedTokens == 0 })
    for longTexts in LongTexts.allCases {
      #expect(pieces(0, longTexts) == [tokenizer.encode("")])
      #expect(pieces(16, longTexts) == [tokenizer.encode(words(0..<16))])
      // Special tokens are never cut; what has no room is.
      let nothing = tokenizer.encode("w1 w2 w3", maximumLength: 2, longTexts)
      #expect(nothing.map(\.ids) == [[1, 2]] && nothing[0].truncatedTokens == 3)
      for piece in pieces(40, longTexts) {
        #expect(piece.offsets.count == piece.ids.count && piece.typeIDs == piece.ids.map { _ in 0 })
      }
    }
    // Offsets are those in the whole text.
    let second = pieces(17, .windows)[1]
    #expect(second.offsets.first == 0..<0 && second.offsets[1] == 21..<23 && second.offsets.last == 0..<0)
    let unknown = tokenizer.encode("odd " + words(0..<16) + " odd odd", maximumLength: 18, .windows)
    #expect(unknown.map(\.unknownTokens) == [1, 2])
  }

  /// `head` is the default of a tokenizer, and each window is the encoding of its own text.
  @Test(arguments: ["wordpiece", "gpt2", "roberta"]) func allTokenizersAgree(_ name: String) throws {
    let tokenizer = try smallTokenizer(name)
    let specials = tokenizer.encode("").ids.count
    for text in try lines(fixtures + "/torture.txt").prefix(60) {
      let whole = tokenizer.encode(text)
      for limit in [0, 2, 3, 5, 9] {
        let cut = tokenizer.encode(text, maximumLength: limit)
        #expect(tokenizer.encode(text, maximumLength: limit, .head) == [cut])
        let ends = tokenizer.encode(text, maximumLength: limit, .headTail)
        #expect(ends.map(\.ids.count) == [cut.ids.count] && ends[0].truncatedTokens == cut.truncatedTokens)
        let windows = tokenizer.encode(text, maximumLength: limit, .windows)
        #expect(windows.allSatisfy { $0.ids.count <= max(limit, specials) })
        let places = Set(windows.flatMap { zip($0.ids, $0.offsets).map { "\($0) \($1)" } })
        if limit > specials { #expect(places == Set(zip(whole.ids, whole.offsets).map { "\($0) \($1)" })) }
      }
    }
  }
}
