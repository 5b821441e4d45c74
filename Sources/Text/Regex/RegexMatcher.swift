/// The buffers of a regular expression that is matched many times.
struct RegexMatcher {
  private let regex: Regex
  /// Where to go on if an instruction fails: the instruction, the place, and the least place down to which the same
  /// instruction is tried (places of a run).
  private var waiting: [(instruction: Int, place: Int, least: Int)] = []
  private var failed: Set<Int> = []
  private var steps = 0
  /// Failures are remembered only after so many steps, since most matches take a few.
  private static let manySteps = 2048

  init(_ regex: Regex) { self.regex = regex }

  /// The end of the match that begins at `start`; nil if there is none.
  ///
  /// - Parameter end: the end of the text that is looked at
  mutating func match(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    waiting.removeAll(keepingCapacity: true)
    if !failed.isEmpty { failed.removeAll() }
    steps = 0
    return run(text, 0, start, end)
  }

  private mutating func run(_ text: Span<UInt8>, _ first: Int, _ start: Int, _ end: Int) -> Int? {
    let bottom = waiting.count
    var (instruction, place) = (first, start)
    while true {
      if let next = step(text, instruction, place, end) {
        (instruction, place) = next
        if case .end = regex.instructions[instruction] {
          waiting.removeSubrange(bottom...)
          return place
        }
        continue
      }
      var isNew = false
      while !isNew {
        guard waiting.count > bottom, let back = waiting.popLast() else { return nil }
        if back.place > back.least {
          let before = scalar(in: text, before: back.place).length
          waiting.append((back.instruction, back.place - before, back.least))
        }
        (instruction, place) = (back.instruction, back.place)
        steps += 1
        isNew = steps < Self.manySteps || failed.insert(instruction * (end + 1) + place).inserted
      }
      if case .end = regex.instructions[instruction] {
        waiting.removeSubrange(bottom...)
        return place
      }
    }
  }

  /// The instruction and place after one step, or nil if it fails.
  @inline(__always)
  private mutating func step(_ text: Span<UInt8>, _ instruction: Int, _ place: Int, _ end: Int) -> (Int, Int)? {
    switch regex.instructions[instruction] {
    case .set(let set):
      guard place < end else { return nil }
      let (found, length) = scalar(in: text, at: place)
      return regex.sets[set].contains(found) ? (instruction + 1, place + length) : nil
    case .run(let set, let least, let most, let isPossessive):
      var (count, index, floor) = (0, place, place)
      while count < most, index < end {
        let (found, length) = scalar(in: text, at: index)
        if !regex.sets[set].contains(found) { break }
        index += length
        count += 1
        if count == least { floor = index }
      }
      if count < least { return nil }
      if !isPossessive, index > floor {
        waiting.append((instruction + 1, index - scalar(in: text, before: index).length, floor))
      }
      return (instruction + 1, index)
    case .fork(let first, let second):
      waiting.append((second, place, place))
      return (first, place)
    case .jump(let next): return (next, place)
    case .ahead(let isNegative, let next):
      return (inner(text, instruction + 1, place, end) == nil) == isNegative ? (next, place) : nil
    case .atomic(let next): return inner(text, instruction + 1, place, end).map { (next, $0) }
    case .end: return (instruction, place)
    }
  }

  /// A match of its own: what fails in it is remembered apart, since a pair on the way to its end has not failed.
  private mutating func inner(_ text: Span<UInt8>, _ first: Int, _ start: Int, _ end: Int) -> Int? {
    let outer = failed
    failed = []
    defer { failed = outer }
    return run(text, first, start, end)
  }
}
