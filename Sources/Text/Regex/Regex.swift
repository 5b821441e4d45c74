/// A regular expression that finds words in UTF-8. The leftmost match counts, and of several at one place the first by
/// the order of alternatives, as in Perl.
///
/// The pattern becomes a list of instructions. Matching tries them in order and goes back where they fail. After many
/// steps it remembers which pairs of instruction and place have failed, so the time is at most their number.
struct Regex: Sendable {
  /// One step of a match.
  enum Instruction: Sendable {
    case set(Int)
    /// As many scalars of a set as there are, then fewer if what follows fails, unless it is possessive.
    case run(Int, least: Int, most: Int, isPossessive: Bool)
    /// Two ways to go on; the first is tried first.
    case fork(Int, Int)
    case jump(Int)
    /// The instructions up to the next `end` have to match here, or must not; then on at `next`.
    case ahead(isNegative: Bool, next: Int)
    /// As above, but what they match is used.
    case atomic(next: Int)
    case end
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private static let mostInstructions = 100_000

  init(_ pattern: String) throws(RegexProblem) {
    add(try RegexParser.parse(pattern))
    instructions.append(.end)
    if instructions.count > Self.mostInstructions {
      throw RegexProblem(text: "the pattern is too large", position: 1)
    }
  }

  private mutating func add(_ node: RegexNode) {
    switch node {
    case .set(let set): instructions.append(.set(index(set)))
    case .sequence(let nodes): for node in nodes { add(node) }
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for node in nodes.dropLast() {
        let fork = instructions.count
        instructions.append(.end)
        add(node)
        jumps.append(instructions.count)
        instructions.append(.end)
        instructions[fork] = .fork(fork + 1, instructions.count)
      }
      if let last = nodes.last { add(last) }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    case .repeated(let set, let least, let most, let preference):
      if preference == .fewest { return addLazy(index(set), least, most) }
      instructions.append(
        .run(index(set), least: least, most: most ?? .max, isPossessive: preference == .mostOnly))
    case .optional(let node, let preference):
      if preference == .mostOnly { return addInner(.optional(node, .most)) { .atomic(next: $0) } }
      let fork = instructions.count
      instructions.append(.end)
      add(node)
      instructions[fork] =
        preference == .most ? .fork(fork + 1, instructions.count) : .fork(instructions.count, fork + 1)
    case .ahead(let node, let isNegative): addInner(node) { .ahead(isNegative: isNegative, next: $0) }
    case .atomic(let node): addInner(node) { .atomic(next: $0) }
    }
  }

  private mutating func addInner(_ node: RegexNode, _ instruction: (Int) -> Instruction) {
    let start = instructions.count
    instructions.append(.end)
    add(node)
    instructions.append(.end)
    instructions[start] = instruction(instructions.count)
  }

  private mutating func addLazy(_ set: Int, _ least: Int, _ most: Int?) {
    for _ in 0..<least { instructions.append(.set(set)) }
    let start = instructions.count
    guard let most else {
      instructions += [.fork(start + 3, start + 1), .set(set), .jump(start)]
      return
    }
    let end = start + 2 * (most - least)
    for step in 0..<(most - least) { instructions += [.fork(end, start + 2 * step + 1), .set(set)] }
  }

  private mutating func index(_ set: ScalarSet) -> Int {
    sets.append(set)
    return sets.count - 1
  }
}
