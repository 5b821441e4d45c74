/// A sentence or question with marks in braces that are filled in.
///
/// `S`, `s` and `o` are the person as subject at the start of a sentence, as subject inside it and as object, by full
/// name or by pronoun. `N` is the full name, `His` and `his` the possessive pronoun, `v` the value, `a` the value after
/// "a" or "an".
struct BiographyTemplate: Sendable {
  private enum Piece: Sendable {
    case text(Substring)
    case mark(Substring)
  }
  private let pieces: [Piece]
  /// Whether it can name the person by full name.
  let takesName: Bool
  /// Whether it can name the person by pronoun.
  let takesPronoun: Bool

  /// Splits a pattern at its marks.
  init(_ pattern: String) {
    var pieces: [Piece] = []
    for (index, part) in pattern.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        pieces.append(.text(part))
        continue
      }
      let halves = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
      pieces.append(.mark(halves[0]))
      if halves.count > 1 { pieces.append(.text(halves[1])) }
    }
    self.pieces = pieces
    takesName = !pattern.contains("{His}") && !pattern.contains("{his}")
    takesPronoun = !pattern.contains("{N}")
  }

  /// The sentence or question about a person, by full name or by pronoun.
  func text(_ person: BiographyPerson, value: String, byName: Bool) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .mark("v"): text += value
      case .mark("a"): text += (beginsWithVowel(value) ? "an " : "a ") + value
      case .mark("His"): text += person.isWoman ? "Her" : "His"
      case .mark("his"): text += person.isWoman ? "her" : "his"
      case .mark("S") where !byName: text += person.isWoman ? "She" : "He"
      case .mark("s") where !byName: text += person.isWoman ? "she" : "he"
      case .mark("o") where !byName: text += person.isWoman ? "her" : "him"
      case .mark: text += person.name
      }
    }
    return text
  }

  private func beginsWithVowel(_ word: String) -> Bool {
    word.utf8.first.map { "aeiou".utf8.contains($0) } ?? false
  }
}
