/// The words of a text as files of word vectors spell them: in lower case, roughly as the Penn Treebank's tokenizer
/// splits them, which GloVe's authors used.
///
/// * White space separates. A word is a run of letters, digits and marks; a hyphen, apostrophe or ampersand between two
///   of them belongs to it, a period, comma, colon or slash between two digits, and the periods of u.s. and e.g.
/// * Of a word with an apostrophe the ending n't, 's, 're, 've, 'll, 'm or 'd is a word of its own.
/// * Runs of periods, hyphens, backticks or apostrophes are words; other symbols are words one by one.
/// * A text that is split already stays as it is, with the treebank's brackets (-lrb-).
///
/// The typographic apostrophe is spelled as the plain one. Languages without spaces between words are not split.
package enum TreebankWords {
  /// Calls `body` with each word and its range in the UTF-8 bytes of the text.
  package static func forEach(in text: String, _ body: (_ word: String, _ range: Range<Int>) -> Void) {
    let scalars = Array(text.unicodeScalars)
    let offsets = scalars.reduce(into: [0]) { $0.append($0.last! + UTF8.width($1)) }
    func emit(_ range: Range<Int>) {
      if range.isEmpty { return }
      var word = String.UnicodeScalarView()
      for scalar in scalars[range] {
        if isApostrophe(scalar) {
          word.append("'")
        } else {
          word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
      }
      body(String(word), offsets[range.lowerBound]..<offsets[range.upperBound])
    }
    var start = 0
    while start < scalars.count {
      let rest = scalars[start...]
      let first = rest.first!
      if isSeparator(first) {
        start += 1
      } else if let length = bracket(rest) ?? clitic(rest) {
        emit(start..<start + length)
        start += length
      } else if isPartOfWord(first) {
        let end = endOfWord(scalars, from: start)
        let stem = end - endingLength(scalars[start..<end])
        emit(start..<stem)
        emit(stem..<end)
        start = end
      } else {
        let length = isRepeated(first) ? rest.prefix { $0 == first }.count : 1
        emit(start..<start + length)
        start += length
      }
    }
  }

  private static func endOfWord(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
    var end = start + 1
    var hasPeriod = false
    while end < scalars.count {
      if isPartOfWord(scalars[end]) {
        end += 1
        continue
      }
      guard end + 1 < scalars.count, isPartOfWord(scalars[end + 1]) else { break }
      let (before, after) = (scalars[end - 1], scalars[end + 1])
      switch scalars[end] {
      case "-", "'", "\u{2019}", "&": break
      case ".", ",", ":", "/":
        if isDigit(before) && isDigit(after) { break }
        // The letters of an abbreviation stand alone.
        let isInitial = end - 1 == start || !isPartOfWord(scalars[end - 2])
        guard scalars[end] == ".", isInitial, !isDigit(before), !isDigit(after) else { return end }
        hasPeriod = true
      default: return end
      }
      end += 2
    }
    let isAbbreviation = hasPeriod && scalars[end - 2] == "." && end < scalars.count && scalars[end] == "."
    return isAbbreviation ? end + 1 : end
  }

  private static let endings = ["s", "re", "ve", "ll", "m", "d"]

  /// The length of a word's ending n't or 's and so on, 0 where it has none or is nothing else.
  private static func endingLength(_ word: ArraySlice<Unicode.Scalar>) -> Int {
    guard let place = word.lastIndex(where: isApostrophe), place > word.startIndex else { return 0 }
    let tail = lowercase(word[(place + 1)...])
    if tail == "t", place - 1 > word.startIndex, lowercase(word[(place - 1)..<place]) == "n" { return 3 }
    return endings.contains(tail) ? word.endIndex - place : 0
  }

  /// The length of 's, 're and so on at the start, with nothing of a word after it.
  private static func clitic(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
    guard isApostrophe(rest.first!) else { return nil }
    let letters = rest.dropFirst().prefix(while: isPartOfWord)
    return endings.contains(lowercase(letters)) ? letters.count + 1 : nil
  }

  /// The length of a bracket of the treebank at the start: -lrb-, -rrb-, -lsb-, -rsb-, -lcb-, -rcb-.
  private static func bracket(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
    guard rest.first == "-", rest.count >= 5 else { return nil }
    let letters = Array(lowercase(rest.dropFirst().prefix(3)).unicodeScalars)
    guard rest[rest.startIndex + 4] == "-", letters.count == 3 else { return nil }
    return (letters[0] == "l" || letters[0] == "r") && (letters[1] == "r" || letters[1] == "s" || letters[1] == "c")
      && letters[2] == "b" ? 5 : nil
  }

  private static func lowercase(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    scalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
  }

  private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\u{2019}" }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }
  private static func isRepeated(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "-" || scalar == "`" || isApostrophe(scalar)
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isWhitespace { return true }
    return scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x61...0x7A).contains(scalar.value | 0x20) || (0x30...0x39).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }
}
