/// The normal forms NFD and NFC (Unicode Standard Annex 15) of an aligned text.
enum CanonicalForm {
  /// Below it no character changes in NFC, and none combines with the one before.
  private static let firstCombining: UInt32 = 0x300

  static func applied(to text: AlignedText, composes: Bool) -> AlignedText {
    let first: UInt8 = composes ? 0xCC : 0xC3
    if text.bytes.allSatisfy({ $0 < first }) { return text }
    var result = AlignedText()
    result.reserve(text.count)
    let span = text.bytes.span
    var index = 0
    while index < text.count {
      // A segment is a character that nothing before it changes, with all that may combine with it.
      let start = index
      var isPlain = true
      repeat {
        let (found, length) = scalar(in: span, at: index)
        if found.value >= (composes ? firstCombining : 0xC0) { isPlain = false }
        index += length
      } while index < text.count && !isBoundary(scalar(in: span, at: index).scalar)
      if isPlain {
        result.append(text, start..<index)
        continue
      }
      var scalars: [Unicode.Scalar] = []
      var place = start
      while place < index {
        let (found, length) = scalar(in: span, at: place)
        CanonicalDecomposition.shared.forEach(in: found) { scalars.append($0) }
        place += length
      }
      order(&scalars)
      if composes { compose(&scalars) }
      var bytes: [UInt8] = []
      for scalar in scalars { append(scalar, to: &bytes) }
      if bytes.elementsEqual(text.bytes[start..<index]) {
        result.append(text, start..<index)
      } else {
        result.append(bytes, from: text.source(start..<index))
      }
    }
    return result
  }

  /// Whether no character before this one can combine with it or move behind it.
  private static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < firstCombining { return true }
    var isFirst = true
    var result = true
    CanonicalDecomposition.shared.forEach(in: scalar) { part in
      if isFirst, BERTCharacters.combiningClass(part) != 0 || Compositions.shared.isSecond(part) { result = false }
      isFirst = false
    }
    return result
  }

  /// Sorts runs of combining marks by their class, marks of one class in their order.
  private static func order(_ scalars: inout [Unicode.Scalar]) {
    for index in scalars.indices.dropFirst() {
      let rank = BERTCharacters.combiningClass(scalars[index])
      if rank == 0 { continue }
      var place = index
      while place > 0, BERTCharacters.combiningClass(scalars[place - 1]) > rank {
        scalars.swapAt(place - 1, place)
        place -= 1
      }
    }
  }

  private static func compose(_ scalars: inout [Unicode.Scalar]) {
    var result: [Unicode.Scalar] = []
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in scalars {
      let rank = BERTCharacters.combiningClass(scalar)
      if let starter, starter == result.count - 1 || (lastClass < rank && lastClass != 0),
        let composed = Compositions.shared.composite(result[starter], scalar)
      {
        result[starter] = composed
        continue
      }
      if rank == 0 { starter = result.count }
      lastClass = rank
      result.append(scalar)
    }
    scalars = result
  }
}
