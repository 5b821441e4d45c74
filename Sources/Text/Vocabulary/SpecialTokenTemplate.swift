/// The positions of special tokens around one text and around a pair.
struct SpecialTokenTemplate: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case special(id: Int32, typeID: Int32)
    /// The first text, or the second one of a pair.
    case text(isSecond: Bool, typeID: Int32)
  }

  var single: [Part]
  var pair: [Part]

  /// No special tokens; the second text has type 1.
  static let bare = SpecialTokenTemplate(
    single: [.text(isSecond: false, typeID: 0)],
    pair: [.text(isSecond: false, typeID: 0), .text(isSecond: true, typeID: 1)])

  /// `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`, type 1 from B on (Devlin et al. 2018).
  static func bert(start: Int32, separator: Int32) -> Self {
    let single: [Part] = [
      .special(id: start, typeID: 0), .text(isSecond: false, typeID: 0), .special(id: separator, typeID: 0),
    ]
    return Self(single: single, pair: single + [.text(isSecond: true, typeID: 1), .special(id: separator, typeID: 1)])
  }

  /// `<s> A </s>` and `<s> A </s></s> B </s>`, all of type 0 (Liu et al. 2019).
  static func roberta(start: Int32, separator: Int32) -> Self {
    let end = Part.special(id: separator, typeID: 0)
    let single = [.special(id: start, typeID: 0), .text(isSecond: false, typeID: 0), end]
    return Self(single: single, pair: single + [end, .text(isSecond: true, typeID: 0), end])
  }

  /// Adds the special tokens to one or two texts, which are cut so that all tokens fit in `maximumLength`.
  func assemble(_ first: TokenList, _ second: TokenList?, maximumLength: Int?, cutsLeft: Bool) -> Encoding {
    var room = (first.ids.count, second?.ids.count ?? 0)
    let whole = room.0 + room.1
    let parts = second == nil ? single : pair
    if let maximumLength {
      room = Self.longestFirst(room, limit: max(0, maximumLength - Self.specialCount(parts)))
    }
    func kept(_ tokens: TokenList, _ count: Int) -> [Range<Int>] {
      [cutsLeft ? (tokens.ids.count - count)..<tokens.ids.count : 0..<count]
    }
    let second = second ?? TokenList()
    return Self.join(
      parts, (first, kept(first, room.0)), (second, kept(second, room.1)), truncated: whole - room.0 - room.1)
  }

  /// Adds the special tokens to each piece of a text.
  func assemble(_ text: TokenList, maximumLength: Int, _ longTexts: LongTexts, cutsLeft: Bool) -> [Encoding] {
    let count = text.ids.count
    let pieces = longTexts.pieces(
      count: count, room: maximumLength - Self.specialCount(single), cutsLeft: cutsLeft)
    return pieces.map { piece in
      // Windows cut nothing: each token is in one of them. Without room there is one empty piece.
      let isWhole = longTexts == .windows && !piece.allSatisfy(\.isEmpty)
      return Self.join(
        single, (text, piece), (TokenList(), []),
        truncated: isWhole ? 0 : count - piece.reduce(0) { $0 + $1.count })
    }
  }

  private static func specialCount(_ parts: [Part]) -> Int {
    parts.count { if case .special = $0 { true } else { false } }
  }

  /// Some ranges of one or two texts between the special tokens.
  private static func join(
    _ parts: [Part], _ first: (tokens: TokenList, kept: [Range<Int>]),
    _ second: (tokens: TokenList, kept: [Range<Int>]), truncated: Int
  ) -> Encoding {
    var result = Encoding(ids: [], typeIDs: [], offsets: [], truncatedTokens: truncated)
    let count = parts.count + (first.kept + second.kept).reduce(0) { $0 + $1.count }
    result.ids.reserveCapacity(count)
    result.typeIDs.reserveCapacity(count)
    result.offsets.reserveCapacity(count)
    for part in parts {
      switch part {
      case .special(let id, let typeID):
        result.ids.append(id)
        result.typeIDs.append(typeID)
        result.offsets.append(0..<0)
      case .text(let isSecond, let typeID):
        let (tokens, kept) = isSecond ? second : first
        for range in kept {
          result.ids.append(contentsOf: tokens.ids[range])
          result.typeIDs.append(contentsOf: repeatElement(typeID, count: range.count))
          result.offsets.append(contentsOf: tokens.offsets[range])
        }
      }
    }
    return result
  }

  /// The numbers of tokens of two texts that are kept when `limit` fit: the longer text is cut first, then both to
  /// halves, the second to the larger half. As in Hugging Face, the halves are swapped where the first text was the
  /// longer one.
  static func longestFirst(_ counts: (Int, Int), limit: Int) -> (Int, Int) {
    if counts.0 + counts.1 <= limit { return counts }
    let isSwapped = counts.0 > counts.1
    var short = min(counts.0, counts.1)
    var long = short > limit ? short : max(short, limit - short)
    if short + long > limit {
      short = limit / 2
      long = short + limit % 2
    }
    return isSwapped ? (long, short) : (short, long)
  }
}
