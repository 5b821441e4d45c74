/// The classes of regular expressions: `[…]`, `\s`, `\p{L}`, and escaped characters.
enum RegexClass {
  private static let deepest = 20

  /// The set of a class whose `[` is before `place`.
  static func bracket(
    _ scalars: [Unicode.Scalar], _ place: inout Int, depth: Int = 0
  ) throws(RegexProblem) -> ScalarSet {
    let start = place - 1
    if depth > deepest { throw RegexProblem(text: "too many classes in each other", position: place) }
    var parts: [ScalarSet.Part] = []
    var isNegated = false
    if place < scalars.count, scalars[place] == "^" {
      isNegated = true
      place += 1
    }
    while true {
      guard place < scalars.count else { throw RegexProblem(text: "\"[\" without \"]\"", position: start + 1) }
      let mark = place
      let scalar = scalars[place]
      place += 1
      if scalar == "]" {
        if parts.isEmpty { throw RegexProblem(text: "an empty class", position: start + 1) }
        return ScalarSet(parts, isNegated: isNegated)
      }
      let following = place < scalars.count ? scalars[place] : " "
      if scalar == "[" {
        if following == ":" { throw RegexProblem(text: "a class \"[:\" is not supported", position: mark + 1) }
        parts.append(.set(try bracket(scalars, &place, depth: depth + 1)))
        continue
      }
      if scalar == "&", following == "&" {
        throw RegexProblem(text: "\"&&\" in a class is not supported", position: mark + 1)
      }
      let part = scalar == "\\" ? try escape(scalars, &place, from: mark) : .range(scalar.value...scalar.value)
      parts.append(try range(from: part, scalars, &place))
    }
  }

  /// A part, or the range that it begins: `a-z`.
  private static func range(
    from part: ScalarSet.Part, _ scalars: [Unicode.Scalar], _ place: inout Int
  ) throws(RegexProblem) -> ScalarSet.Part {
    guard case .range(let first) = part, place + 1 < scalars.count, scalars[place] == "-", scalars[place + 1] != "]"
    else { return part }
    let mark = place
    place += 1
    let scalar = scalars[place]
    place += 1
    let last = scalar == "\\" ? try escape(scalars, &place, from: place - 1) : .range(scalar.value...scalar.value)
    guard case .range(let end) = last, first.lowerBound <= end.lowerBound, scalar != "[" else {
      throw RegexProblem(text: "not a range of characters", position: mark + 1)
    }
    return .range(first.lowerBound...end.lowerBound)
  }

  /// What an escape stands for; its `\` is before `place`.
  static func escape(
    _ scalars: [Unicode.Scalar], _ place: inout Int, from start: Int
  ) throws(RegexProblem) -> ScalarSet.Part {
    guard place < scalars.count else { throw RegexProblem(text: "\"\\\" at the end", position: start + 1) }
    let scalar = scalars[place]
    place += 1
    func one(_ value: UInt32) -> ScalarSet.Part { .range(value...value) }
    func not(_ part: ScalarSet.Part) -> ScalarSet.Part { .set(ScalarSet([part], isNegated: true)) }
    switch scalar {
    case "s": return .space
    case "S": return not(.space)
    case "d": return .categories(ScalarSet.digits)
    case "D": return not(.categories(ScalarSet.digits))
    case "w": return .word
    case "W": return not(.word)
    case "n": return one(10)
    case "r": return one(13)
    case "t": return one(9)
    case "f": return one(12)
    case "v": return one(11)
    case "p", "P":
      let part = try category(scalars, &place, from: start)
      return scalar == "P" ? not(part) : part
    case "x", "u": return one(try code(scalars, &place, isLong: scalar == "u", from: start))
    default:
      let isLetter = scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
      if isLetter { throw RegexProblem(text: "the escape \"\\\(scalar)\" is not supported", position: start + 1) }
      return one(scalar.value)
    }
  }

  /// `{L}`, `{^L}` or `{Lu}`.
  private static func category(
    _ scalars: [Unicode.Scalar], _ place: inout Int, from start: Int
  ) throws(RegexProblem) -> ScalarSet.Part {
    var name = ""
    if place < scalars.count, scalars[place] == "{", let end = scalars[place...].firstIndex(of: "}") {
      name = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
      place = end + 1
    }
    let isNegated = name.hasPrefix("^")
    guard let bits = ScalarSet.categories(named: String(name.drop { $0 == "^" })) else {
      throw RegexProblem(
        text: "the property \"\\p{\(name.prefix(40))}\" is not supported; general categories are", position: start + 1)
    }
    return isNegated ? .set(ScalarSet([.categories(bits)], isNegated: true)) : .categories(bits)
  }

  /// `\xHH`, `\x{H…}` or `\uHHHH`.
  private static func code(
    _ scalars: [Unicode.Scalar], _ place: inout Int, isLong: Bool, from start: Int
  ) throws(RegexProblem) -> UInt32 {
    var digits = ""
    if !isLong, place < scalars.count, scalars[place] == "{", let end = scalars[place...].firstIndex(of: "}") {
      digits = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
      place = end + 1
    } else {
      let end = min(place + (isLong ? 4 : 2), scalars.count)
      digits = String(String.UnicodeScalarView(scalars[place..<end]))
      place = end
    }
    guard let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil else {
      throw RegexProblem(text: "not the code of a character", position: start + 1)
    }
    return value
  }

  /// A character with its other cases. Unicode folds `ſ` to `s` and the Kelvin sign to `k`.
  static func ignoringCase(_ scalar: Unicode.Scalar) -> ScalarSet {
    let properties = scalar.properties
    var all = Set([scalar])
    for text in [properties.lowercaseMapping, properties.uppercaseMapping] where text.unicodeScalars.count == 1 {
      all.formUnion(text.unicodeScalars)
    }
    if all.contains("s") { all.insert("\u{17F}") }
    if all.contains("k") { all.insert("\u{212A}") }
    return ScalarSet(all.map { .range($0.value...$0.value) })
  }
}
