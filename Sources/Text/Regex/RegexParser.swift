/// Reads the regular expressions that tokenizers use, in the syntax of Oniguruma (Ruby's), which is the reference's.
///
/// Supported: characters and escapes, classes with ranges and categories, `.`, groups, `(?i:…)`, `(?=…)`, `(?!…)`,
/// `(?>…)`, `|`, and `?`, `*`, `+`, `{a,b}`, lazy and possessive. A group repeats at most once (`?`), so the time of a
/// match cannot grow exponentially.
struct RegexParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  private static let deepest = 100
  private static let longest = 10_000
  private static let largestCount = 10_000

  /// The node of a whole pattern.
  static func parse(_ pattern: String) throws(RegexProblem) -> RegexNode {
    var parser = RegexParser(scalars: Array(pattern.unicodeScalars))
    if parser.scalars.count > longest {
      throw RegexProblem(text: "more than \(longest) characters are not supported", position: longest)
    }
    let node = try parser.alternatives(ignoringCase: false)
    if parser.place < parser.scalars.count { throw parser.problem("\")\" without \"(\"") }
    if node.canBeEmpty {
      throw RegexProblem(text: "a pattern that matches the empty text is not supported", position: 1)
    }
    return node
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private func problem(_ text: String, at index: Int? = nil) -> RegexProblem {
    RegexProblem(text: text, position: (index ?? place) + 1)
  }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func stands(_ text: String) -> Bool { scalars[place...].starts(with: text.unicodeScalars) }

  private mutating func take(_ text: String) -> Bool {
    if !stands(text) { return false }
    place += text.unicodeScalars.count
    return true
  }

  private mutating func takeScalar() throws(RegexProblem) -> Unicode.Scalar {
    guard let next else { throw problem("the pattern ends too early") }
    place += 1
    return next
  }

  private mutating func alternatives(ignoringCase: Bool) throws(RegexProblem) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw problem("more than \(Self.deepest) groups in each other") }
    var all: [RegexNode] = [try sequence(ignoringCase)]
    while take("|") { all.append(try sequence(ignoringCase)) }
    return all.count == 1 ? all[0] : .alternatives(all)
  }

  private mutating func sequence(_ ignoringCase: Bool) throws(RegexProblem) -> RegexNode {
    var nodes: [RegexNode] = []
    while let next, next != "|", next != ")" {
      let start = place
      let node = try item(ignoringCase)
      nodes.append(try quantified(node, from: start))
    }
    return .sequence(nodes)
  }

  private mutating func item(_ ignoringCase: Bool) throws(RegexProblem) -> RegexNode {
    let start = place
    let scalar = try takeScalar()
    switch scalar {
    case "(": return try group(ignoringCase, from: start)
    case "[":
      if ignoringCase { throw problem("a class inside (?i:…) is not supported", at: start) }
      return .set(try RegexClass.bracket(scalars, &place))
    case ".": return .set(ScalarSet([.range(10...10)], isNegated: true))
    case "\\": return .set(ScalarSet([try RegexClass.escape(scalars, &place, from: start)]))
    case "^", "$": throw problem("the anchor \"\(scalar)\" is not supported", at: start)
    case "*", "+", "?": throw problem("\"\(scalar)\" repeats nothing", at: start)
    case "{": throw problem("\"{\" repeats nothing; the character is written \\{", at: start)
    default: return .set(ignoringCase ? RegexClass.ignoringCase(scalar) : ScalarSet(scalar))
    }
  }

  private mutating func group(_ ignoringCase: Bool, from start: Int) throws(RegexProblem) -> RegexNode {
    var ignoringCase = ignoringCase
    var wrap: (RegexNode) -> RegexNode = { $0 }
    if take("?i:") {
      ignoringCase = true
    } else if take("?=") {
      wrap = { .ahead($0, isNegative: false) }
    } else if take("?!") {
      wrap = { .ahead($0, isNegative: true) }
    } else if take("?>") {
      wrap = { .atomic($0) }
    } else if !take("?:"), next == "?" {
      let shown = String(String.UnicodeScalarView(scalars[start..<min(start + 4, scalars.count)]))
      throw problem("the group \"\(shown)\" is not supported", at: start)
    }
    let node = try alternatives(ignoringCase: ignoringCase)
    if !take(")") { throw problem("\"(\" without \")\"", at: start) }
    return wrap(node)
  }

  /// What follows an item: how often it repeats.
  private mutating func quantified(_ node: RegexNode, from start: Int) throws(RegexProblem) -> RegexNode {
    let mark = place
    var (least, most): (Int, Int?)
    switch next {
    case "?": (least, most) = (0, 1)
    case "*": (least, most) = (0, nil)
    case "+": (least, most) = (1, nil)
    case "{": (least, most) = try counts()
    default: return node
    }
    let isCounted = next == "}"
    place += 1
    var preference = RegexNode.Preference.most
    if take("?") {
      preference = .fewest
    } else if next == "+" {
      if isCounted { throw problem("\"}+\" is not supported") }
      place += 1
      preference = .mostOnly
    }
    if let next, next == "*" || next == "+" || next == "?" || next == "{" {
      throw problem("a repetition of a repetition is not supported")
    }
    switch node {
    case .set(let set):
      if preference == .fewest, max(least, most ?? 0) > 1000 {
        throw problem("a lazy repetition of more than 1000 is not supported", at: mark)
      }
      return .repeated(set, least: least, most: most, preference)
    case .ahead: throw problem("a repeated look-ahead is not supported", at: mark)
    default:
      guard least == 0, most == 1 else {
        throw problem("a repeated group is not supported, except with \"?\"", at: mark)
      }
      return .optional(node, preference)
    }
  }

  /// `{a}`, `{a,}`, `{a,b}` and `{,b}`; the place is then that of `}`.
  private mutating func counts() throws(RegexProblem) -> (Int, Int?) {
    let start = place
    place += 1
    func number(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 && $0 <= Self.largestCount ? $0 : nil } }
    var text = ""
    while let next, next != "}", text.utf8.count < 16 {
      text.unicodeScalars.append(next)
      place += 1
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if next == "}", parts.count == 1, let exact = number(parts[0]) { return (exact, exact) }
    if next == "}", parts.count == 2, text != "," {
      let least = parts[0].isEmpty ? 0 : number(parts[0])
      let most = parts[1].isEmpty ? nil : number(parts[1])
      if let least, parts[1].isEmpty || most.map({ $0 >= least }) == true { return (least, most) }
    }
    throw problem("\"{\(text)\" is not a repetition from 0 to \(Self.largestCount) times", at: start)
  }
}
