/// The title of a document, the names in it, and the words that stand before each of them.
///
/// A document is read as pieces: words, numbers and punctuation, each with the space before it, so that the pieces
/// joined are the document.
///
/// - The **title** is what stands before the first full stop that a space follows, where that is not the stop of an
///   initial or of an abbreviation of two letters ("Douglas P. Fry.", "St. Johns").
/// - A **name** is a run of capitalised words, initials with their stops among them. Punctuation ends it: "Newport,
///   Rhode Island" is two. Words of the title alone are none (they are known already), nor is a single word that begins
///   a sentence (its capital says nothing).
/// - A document without a name has its last word in a name's place, so that every document is read.
///
/// Names are what a question about a document would ask for: masking them rather than any span is salient span masking
/// (Guu et al. 2020, "REALM", section 3.4; Roberts et al. 2020), which finds them with a trained tagger.
public struct SalientText: Sendable, Equatable {
  /// The document, cut into words, numbers and punctuation.
  public let pieces: [String]
  /// Pieces of the title; empty without one.
  public let title: Range<Int>
  /// Pieces of each name, in order; none where the document has no word after its title.
  public let names: [Range<Int>]
  /// False where the last word stands in a name's place.
  public let hasNames: Bool
  /// The first piece after the title and its stop.
  public let body: Int

  /// Reads a document.
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

  /// The text of some pieces without the space before it.
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
        // The stop of an initial belongs to it where another capital follows.
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
  /// Hyphens and apostrophes, and percent signs as in escaped titles, join what they stand between.
  fileprivate var continuesWord: Bool { isWordCharacter || "-'’%".contains(self) }
}
