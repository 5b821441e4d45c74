extension TextSplit {
  /// Examples that repeat the text of an earlier example of this split, with the same label or with another.
  public func repetitions() -> (same: Overlap, conflicting: Overlap) {
    repeated(examples, key: \.key, text: \.text, line: \.line) { $0.label == $1.label }
  }
}

extension QuestionSplit {
  /// Questions that repeat an earlier question of this split, with the same answers or with others.
  public func repetitions() -> (same: Overlap, conflicting: Overlap) {
    repeated(examples, key: \.question, text: \.question, line: \.line) { $0.answers == $1.answers }
  }
}

/// Examples with the key of an earlier example. `isSame` compares each with the first example that has the key.
private func repeated<Example>(
  _ examples: [Example], key: (Example) -> String, text: (Example) -> String, line: (Example) -> Int,
  isSame: (Example, Example) -> Bool
) -> (same: Overlap, conflicting: Overlap) {
  var (same, conflicting) = (Overlap(), Overlap())
  var firsts: [String: Example] = [:]
  for example in examples {
    guard let earlier = firsts[key(example)] else {
      firsts[key(example)] = example
      continue
    }
    let match = Overlap.Match(text: text(example), line: line(example), earlierLine: line(earlier))
    if isSame(earlier, example) { same.add(match) } else { conflicting.add(match) }
  }
  return (same, conflicting)
}
