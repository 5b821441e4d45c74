internal import Base

/// People who do not exist, texts about them, and questions about them, made from a seed.
///
/// A closed-book task with nothing to download, after Allen-Zhu and Li, "Physics of Language Models: Part 3.1" (2023).
/// The texts are about everybody. The questions of the training people may be trained on; those of the dev and test
/// people must not be, so a model can answer them only from what it read. Every fact is drawn independently of every
/// other and of the name: nothing but the texts tells them, and without the texts the best guess is the most frequent
/// value of the attribute.
///
/// Person `i` has the same name and facts for any number of people, and the first texts about a person are the same for
/// any number of texts.
public struct Biographies: Sendable {
  /// What is known of a person.
  public enum Attribute: String, Sendable, CaseIterable, Codable {
    /// One of 80 towns; the most frequent has 5% of the people.
    case birthPlace
    /// 1900 to 1989, all equally likely.
    case birthYear
    /// One of 40 occupations; the most frequent has 7%.
    case occupation
    /// One of 75 companies, two words each; the most frequent has 5%.
    case employer
    /// One of 32 universities; the most frequent has 8%.
    case university
    /// One of 30 fields of study; the most frequent has 8%.
    case field
  }

  /// What people are used for.
  public enum Part: String, Sendable, CaseIterable, Codable {
    /// People whose texts and questions are trained on.
    case train
    /// People whose texts are trained on, and whose questions choose settings.
    case dev
    /// People whose texts are trained on, and whose questions are the final score.
    case test
  }

  /// Somebody who does not exist.
  public struct Person: Sendable, Equatable {
    /// First, middle and last name: all three together are this person's alone, each is shared with others.
    public let name: String
    /// Whether the texts say "she" (else "he").
    public let isWoman: Bool
    /// The values in the order of `Attribute.allCases`.
    fileprivate let values: [String]

    /// The value of an attribute.
    public func value(of attribute: Attribute) -> String {
      values[Attribute.allCases.firstIndex(of: attribute) ?? 0]
    }
  }

  /// A question about one fact.
  public struct Question: Sendable, Equatable {
    /// The question, with the person's full name.
    public let text: String
    /// The accepted answers.
    public let answers: [String]
    /// Index in `people`.
    public let person: Int
    /// What is asked for.
    public let attribute: Attribute
    /// Which wording: 0 is the usual one.
    public let wording: Int
  }

  /// Everybody: the training people, then the dev people, then the test people.
  public let people: [Person]
  /// The texts: one about each person in the order of `people`, then the next about each, and so on.
  public let corpus: [String]
  /// How many people each part has.
  public let counts: [Part: Int]
  private let seed: UInt64

  /// The most people there can be: a tenth of the possible names.
  public static let maximumPeople = 38_000
  /// In how many wordings each attribute can be asked for.
  public static let questionWordings = 4

  /// Invents people and writes about them.
  ///
  /// - Parameters:
  ///   - people: How many people, 4 to `maximumPeople`.
  ///   - seed: What everything is drawn from.
  ///   - biographiesPerPerson: How many texts about each person, all different (orders and wordings), at least 1.
  ///   - devPercent: The part of the people whose questions are for choosing settings; at least one person.
  ///   - testPercent: The part of the people whose questions are for the final score; at least one person.
  ///   - namePercent: How often a sentence after the first of a text says the full name instead of a pronoun. Names tie
  ///     each fact to the person directly, which is what makes it answerable later (the paper's "fullname").
  /// - Throws: `DatasetError.unusableSetting`.
  public init(
    people count: Int, seed: UInt64, biographiesPerPerson: Int, devPercent: Int = 10, testPercent: Int = 40,
    namePercent: Int = 50
  ) throws(DatasetError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(DatasetError) {
      if range.contains(value) { return }
      throw .unusableSetting(
        name: name, found: "\(value)", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    try check("people", count, 4...Self.maximumPeople)
    try check("biographiesPerPerson", biographiesPerPerson, 1...10_000)
    try check("devPercent", devPercent, 0...90)
    try check("testPercent", testPercent, 0...90)
    try check("namePercent", namePercent, 0...100)
    try check("devPercent + testPercent", devPercent + testPercent, 0...90)
    let devCount = max(1, count * devPercent / 100)
    let testCount = max(1, count * testPercent / 100)
    if devCount + testCount >= count {
      throw .unusableSetting(
        name: "people", found: "\(count), \(devCount) of them for dev and \(testCount) for test",
        expected: "at least one to be left for training")
    }
    counts = [.train: count - devCount - testCount, .dev: devCount, .test: testCount]
    self.seed = seed
    let people = Self.invent(count, seed: seed)
    self.people = people
    let writer = BiographyWriter(namePercent: namePercent)
    let texts = people.indices.map { index in
      var random = BiographyRandom(seed: seed, stream: 1 + UInt64(index))
      return writer.texts(about: people[index], count: biographiesPerPerson, random: &random)
    }
    corpus = (0..<biographiesPerPerson).flatMap { round in texts.map { $0[round] } }
  }

  /// Names and facts, all from stream 0 of the seed.
  private static func invent(_ count: Int, seed: UInt64) -> [Person] {
    let tables = Attribute.allCases.map { attribute in
      let values = BiographyWords.values(of: attribute)
      return (values, SkewedChoice(count: values.count), attribute == .birthYear)
    }
    var random = BiographyRandom(seed: seed, stream: 0)
    let (women, men) = (BiographyWords.women, BiographyWords.men)
    let (middle, last) = (BiographyWords.middle, BiographyWords.last)
    var taken: Set<String> = []
    var people: [Person] = []
    people.reserveCapacity(count)
    while people.count < count {
      let isWoman = random.below(2) == 0
      let name = [
        random.element(of: isWoman ? women : men), random.element(of: middle), random.element(of: last),
      ].joined(separator: " ")
      if !taken.insert(name).inserted { continue }
      let values = tables.map { values, choice, isEven in
        isEven ? random.element(of: values) : values[choice.draw(&random)]
      }
      people.append(Person(name: name, isWoman: isWoman, values: values))
    }
    return people
  }
}

extension Biographies {
  /// For lists: there are no files, since people, texts and questions are made from a seed.
  static let card = DatasetCard(
    name: "biographies",
    summary: "people who do not exist, made from a seed: texts about them and questions for six facts",
    labelNames: [], files: [], source: "datasets/Biographies.swift", licence: "Apache-2.0, as Attune",
    howToGet: "The data set is part of the program.", isBundled: true)

  /// The indices in `people` of a part.
  public func range(of part: Part) -> Range<Int> {
    let train = counts[.train] ?? 0
    let dev = train + (counts[.dev] ?? 0)
    return switch part {
    case .train: 0..<train
    case .dev: train..<dev
    case .test: dev..<people.count
    }
  }

  /// The questions about the people of a part: by person, then attribute, then wording.
  ///
  /// - Parameter wordings: In how many wordings each is asked, at most `questionWordings`; 1 is the usual wording alone.
  public func questions(_ part: Part, wordings: Int = 1) -> [Question] {
    let patterns = Attribute.allCases.map { attribute in
      (attribute, attribute.questions.prefix(max(0, wordings)).map { BiographyTemplate($0) })
    }
    return range(of: part).flatMap { index in
      patterns.flatMap { attribute, templates in
        let value = people[index].value(of: attribute)
        return templates.enumerated().map { wording, template in
          Question(
            text: template.text(people[index], value: value, byName: true), answers: [value], person: index,
            attribute: attribute, wording: wording)
        }
      }
    }
  }

  /// The questions of the training people in the usual wording.
  public var train: [Question] { questions(.train) }
  /// The questions of the dev people in the usual wording.
  public var dev: [Question] { questions(.dev) }
  /// The questions of the test people in the usual wording.
  public var test: [Question] { questions(.test) }

  /// The texts as a reader of files gives them; the checksum is that of the texts, one a line.
  public func documentSplit() -> DocumentSplit {
    let path = "biographies (seed \(seed))"
    var hash = SHA256()
    var documents: [Document] = []
    documents.reserveCapacity(corpus.count)
    for (index, text) in corpus.enumerated() {
      hash.update("\(text)\n".utf8)
      documents.append(Document(text: text, file: path, line: index + 1))
    }
    return DocumentSplit(documents: documents, path: path, sha256: hash.hexadecimal())
  }

  /// Questions as a reader of files gives them; the checksum is that of `question TAB answer`, one a line.
  public func questionSplit(_ part: Part, wordings: Int = 1) -> QuestionSplit {
    let path = "biographies \(part.rawValue) (seed \(seed))"
    var hash = SHA256()
    var examples: [QuestionExample] = []
    for (index, question) in questions(part, wordings: wordings).enumerated() {
      hash.update("\(question.text)\t\(question.answers[0])\n".utf8)
      examples.append(
        QuestionExample(question: question.text, answers: question.answers, file: path, line: index + 1))
    }
    return QuestionSplit(examples: examples, path: path, sha256: hash.hexadecimal())
  }
}

/// Writes texts about people.
private struct BiographyWriter {
  let namePercent: Int
  /// For each attribute, the sentences that take a full name and those that take a pronoun.
  let byName: [[BiographyTemplate]]
  let byPronoun: [[BiographyTemplate]]

  init(namePercent: Int) {
    self.namePercent = namePercent
    let templates = Biographies.Attribute.allCases.map { $0.statements.map { BiographyTemplate($0) } }
    byName = templates.map { $0.filter(\.takesName) }
    byPronoun = templates.map { $0.filter(\.takesPronoun) }
  }

  /// Different texts about one person. Each tells every attribute once, in a random order; the first sentence has the
  /// full name. A wording returns only after the others of its kind have been used.
  func texts(about person: Biographies.Person, count: Int, random: inout BiographyRandom) -> [String] {
    let attributes = Biographies.Attribute.allCases
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

  /// Cards that are dealt in random order and shuffled again when all have been dealt.
  private struct Deck {
    private let cards: [BiographyTemplate]
    private var order: [Int] = []

    init(_ cards: [BiographyTemplate]) { self.cards = cards }

    mutating func next(_ random: inout BiographyRandom) -> BiographyTemplate {
      if order.isEmpty { order = random.shuffled(Array(cards.indices)) }
      return cards[order.removeLast()]
    }
  }
}
