/// Invented people, texts about them and questions about them, generated from a seed.
///
/// A closed-book task without a download, after Allen-Zhu and Li, "Physics of Language Models: Part 3.1" (2023). The
/// texts are about all people. Only the questions about the training people are for training, so that a model answers
/// those about the dev and test people only from the texts. Each fact is drawn independently of all others and of the
/// name: without the texts, the best guess is the most frequent value of the attribute.
///
/// Person `i` has the same name and facts for any number of people, and the first texts about a person are the same for
/// any number of texts.
public struct Biographies: Sendable {
  /// A fact about a person.
  public typealias Attribute = BiographyAttribute
  /// An invented person.
  public typealias Person = BiographyPerson

  /// The split to which the questions about a person belong. The texts about all people are for training.
  public enum Part: String, Sendable, CaseIterable, Codable {
    /// Questions for training.
    case train
    /// Questions that choose settings.
    case dev
    /// Questions for the final score.
    case test
  }

  /// A question about one fact.
  public struct Question: Sendable, Equatable {
    /// The question, with the person's full name.
    public let text: String
    /// The accepted answers.
    public let answers: [String]
    /// The index of the person in `people`.
    public let person: Int
    /// The fact that it asks for.
    public let attribute: Attribute
    /// The number of the wording; 0 is the usual one.
    public let wording: Int
  }

  /// All people: those of train, then those of dev, then those of test.
  public let people: [Person]
  /// The texts: the first about each person, in the order of `people`, then the second about each, and so on.
  public let corpus: [String]
  /// The number of people of each part.
  public let counts: [Part: Int]
  /// The seed of all random draws.
  let seed: UInt64

  /// The largest number of people: a tenth of the possible names.
  public static let maximumPeople = 38_000
  /// The number of wordings of the question for each attribute.
  public static let questionWordings = 4

  /// Invents people and writes texts about them.
  ///
  /// - Parameters:
  ///   - people: The number of people, 4 to `maximumPeople`.
  ///   - seed: The seed of all random draws.
  ///   - biographiesPerPerson: The number of texts about each person, at least 1. They differ in order and wording.
  ///   - devPercent: The percentage of people in the dev split; at least one person.
  ///   - testPercent: The percentage of people in the test split; at least one person.
  ///   - namePercent: The percentage of sentences, after the first of a text, with the full name instead of a pronoun.
  ///     The full name ties the fact to the person, so that the model can answer questions about it (the paper's
  ///     "fullname").
  /// - Throws: `DatasetError.unusableSetting` if a number is out of range.
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

  /// Draws names and facts from stream 0 of the seed.
  private static func invent(_ count: Int, seed: UInt64) -> [Person] {
    let tables = Attribute.allCases.map { attribute in
      let values = attribute.values
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
