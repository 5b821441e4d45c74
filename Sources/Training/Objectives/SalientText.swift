/// The title of a document, the names in it, and the words before each name.
///
/// A document is split into pieces: words, numbers and punctuation, each with the space before it, so that the joined
/// pieces are the document.
///
/// - The **title** is the text before the first full stop that is followed by a space and does not belong to an initial
///   or an abbreviation of two letters ("Douglas P. Fry.", "St. Johns").
/// - A **name** is a run of capitalized words, including initials with their full stops. Punctuation ends it: "Newport,
///   Rhode Island" is two names. A name that consists only of words of the title does not count, because it is already
///   known. A single word at the start of a sentence does not count, because it is always capitalized.
/// - In a document without a name, the last word is used instead, so that every document is used.
///
/// Questions about a document usually ask for names. To mask names rather than random spans is called salient span
/// masking (Guu et al. 2020, "REALM", section 3.4; Roberts et al. 2020), which finds them with a trained tagger.
public struct SalientText: Sendable, Equatable {
  /// The document, split into words, numbers and punctuation.
  public let pieces: [String]
  /// Pieces of the title; empty without one.
  public let title: Range<Int>
  /// Pieces of each name, in order; empty if the document has no word after its title.
  public let names: [Range<Int>]
  /// False if the last word is used instead of a name.
  public let hasNames: Bool
  /// The first piece after the title and its full stop.
  public let body: Int

  /// Splits a document.
  public init(_ document: String) {
    let pieces = Self.pieces(of: document)
    let words = pieces.map { $0.drop { $0 == " " } }
    let stop = words.indices.first { words[$0] == "." && $0 + 1 < words.count && pieces[$0 + 1].first == " " }
    let (title, body) = (0..<(stop ?? 0), stop.map { $0 + 1 } ?? 0)
    func plain(_ word: Substring) -> String { word.filter { $0 != "." }.lowercased() }
    let known = Set(words[title].map(plain))
    var names: [Range<Int>] = []
    var place = body
    while place < words.count {
      let end = words[place...].firstIndex { !($0.first?.isUppercase ?? false) } ?? words.count
      defer { place = max(end, place + 1) }
      if end == place || words[place..<end].allSatisfy({ known.contains(plain($0)) }) { continue }
      let beginsSentence = place == body || words[place - 1] == "."
      if beginsSentence && end == place + 1 { continue }
      names.append(place..<end)
    }
    hasNames = !names.isEmpty
    if !hasNames {
      names = words[body...].lastIndex { $0.first?.isLetter ?? false }.map { [$0..<($0 + 1)] } ?? []
    }
    (self.pieces, self.title, self.body, self.names) = (pieces, title, body, names)
  }

  /// The text of some pieces without the leading space.
  public func text(_ range: Range<Int>) -> String { String(pieces[range].joined().drop { $0 == " " }) }

  private static func pieces(of document: String) -> [String] {
    let characters = Array(document)
    var pieces: [String] = []
    var start = 0
    while start < characters.count {
      let first = characters[start] == " " && start + 1 < characters.count ? start + 1 : start
      var end = first + 1
      if characters[first].isWordCharacter {
        while end < characters.count && characters[end].continuesWord { end += 1 }
        // The full stop of an initial belongs to it if another capital follows.
        if end - first <= 2, characters[first].isUppercase, end + 2 < characters.count,
          characters[end] == ".", characters[end + 1] == " ", characters[end + 2].isUppercase
        {
          end += 1
        }
      }
      pieces.append(String(characters[start..<end]))
      start = end
    }
    return pieces
  }
}

extension Character {
  fileprivate var isWordCharacter: Bool { isLetter || isNumber }
  /// Hyphens, apostrophes, and percent signs (as in escaped titles) join the characters on both sides.
  fileprivate var continuesWord: Bool { isWordCharacter || "-'’%".contains(self) }
}
