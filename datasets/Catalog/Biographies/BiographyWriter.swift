/// Writes texts about people.
struct BiographyWriter {
  private let namePercent: Int
  /// For each attribute, the sentences with a full name.
  private let byName: [[BiographyTemplate]]
  /// For each attribute, the sentences with a pronoun.
  private let byPronoun: [[BiographyTemplate]]

  init(namePercent: Int) {
    self.namePercent = namePercent
    let templates = BiographyAttribute.allCases.map { $0.statements.map { BiographyTemplate($0) } }
    byName = templates.map { $0.filter(\.takesName) }
    byPronoun = templates.map { $0.filter(\.takesPronoun) }
  }

  /// Different texts about one person. Each states every attribute once, in random order; the first sentence has the
  /// full name. A wording repeats only after all others of its kind.
  func texts(about person: BiographyPerson, count: Int, random: inout BiographyRandom) -> [String] {
    let attributes = BiographyAttribute.allCases
    var named = byName.map { Deck($0) }
    var pronominal = byPronoun.map { Deck($0) }
    var written: Set<String> = []
    var texts: [String] = []
    while texts.count < count {
      let order = random.shuffled(Array(attributes.indices))
      var sentences: [String] = []
      for (position, index) in order.enumerated() {
        let usesName = position == 0 || random.below(100) < namePercent
        let template = usesName ? named[index].next(&random) : pronominal[index].next(&random)
        sentences.append(template.text(person, value: person.value(of: attributes[index]), byName: usesName))
      }
      let text = sentences.joined(separator: " ")
      if written.insert(text).inserted { texts.append(text) }
    }
    return texts
  }

  /// Templates that are drawn in random order, and shuffled again when all are drawn.
  private struct Deck {
    private let templates: [BiographyTemplate]
    private var order: [Int] = []

    init(_ templates: [BiographyTemplate]) { self.templates = templates }

    mutating func next(_ random: inout BiographyRandom) -> BiographyTemplate {
      if order.isEmpty { order = random.shuffled(Array(templates.indices)) }
      return templates[order.removeLast()]
    }
  }
}
