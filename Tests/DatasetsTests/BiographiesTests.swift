import Base
import Datasets
import Testing

@Suite struct BiographiesTests {
  let data: Biographies

  init() throws { data = try Biographies(people: 60, seed: 1, biographiesPerPerson: 6) }

  @Test func fullNamesAreUniqueAndTheirPartsAreShared() throws {
    let many = try Biographies(people: 1000, seed: 7, biographiesPerPerson: 1)
    let names = many.people.map { $0.name.split(separator: " ") }
    #expect(Set(names).count == 1000)
    #expect(names.allSatisfy { $0.count == 3 })
    for part in 0..<3 { #expect(Set(names.map { $0[part] }).count <= 102) }
  }

  @Test func splitsOfPeopleAreDisjointAndCoverAllPeople() {
    #expect(data.counts == [.train: 30, .dev: 6, .test: 24])
    #expect(Biographies.Part.allCases.flatMap { Array(data.range(of: $0)) } == Array(0..<60))
    #expect(data.train.count == 180 && data.dev.count == 36 && data.test.count == 144)
    let asked = Biographies.Part.allCases.map { part in Set(data.questions(part, wordings: 4).map(\.text)) }
    #expect(asked[0].isDisjoint(with: asked[1]) && asked[0].isDisjoint(with: asked[2]))
    #expect(asked.map(\.count) == [720, 144, 576])
  }

  @Test func everyTextIsNewAndStatesEveryFactAfterTheName() {
    #expect(data.corpus.count == 360)
    #expect(Set(data.corpus).count == 360)
    for (index, text) in data.corpus.enumerated() {
      let person = data.people[index % 60]
      let sentences = text.split(separator: ".").map { String($0) }
      #expect(sentences.count == 6)
      #expect(sentences[0].contains(person.name))
      for attribute in Biographies.Attribute.allCases {
        #expect(sentences.count { $0.contains(person.value(of: attribute)) } >= 1, "\(attribute): \(text)")
      }
      #expect(!text.contains("{") && !text.contains("}") && !text.contains("  ") && text.hasSuffix("."))
      for (other, its) in data.people.enumerated() where other != index % 60 {
        if text.contains(its.name) { Issue.record("\(its.name) in the text about \(person.name)") }
      }
    }
  }

  @Test func everyWordingIsUsed() {
    // Each attribute has about 10 wordings, with a name or a pronoun; the pattern of each is different.
    var openings: Set<String> = []
    for (index, text) in data.corpus.enumerated() {
      let person = data.people[index % 60]
      for sentence in text.split(separator: ".") {
        var pattern = String(sentence).replacing(person.name, with: "NAME")
        for attribute in Biographies.Attribute.allCases {
          pattern = pattern.replacing(person.value(of: attribute), with: attribute.rawValue)
        }
        openings.insert(pattern.drop { $0 == " " }.description)
      }
    }
    #expect(openings.count > 6 * 16)
  }

  @Test func namePercentIsTheShareOfFullNames() throws {
    for (percent, expected) in [(0, 360...360), (50, 1200...1320), (100, 2160...2160)] {
      let data = try Biographies(people: 60, seed: 1, biographiesPerPerson: 6, namePercent: percent)
      let count = data.corpus.enumerated().reduce(0) { sum, text in
        sum + text.element.ranges(of: data.people[text.offset % 60].name).count
      }
      #expect(expected.contains(count))
    }
  }

  @Test func aQuestionAsksForOneFactAboutOnePerson() throws {
    let first = data.people[0]
    let questions = data.questions(.train, wordings: 4).prefix(24)
    #expect(questions.map(\.person) == Array(repeating: 0, count: 24))
    #expect(questions[0].text == "Where was \(first.name) born?")
    #expect(questions[4].text == "When was \(first.name) born?")
    #expect(questions.map(\.wording).prefix(5) == [0, 1, 2, 3, 0])
    for question in data.questions(.test, wordings: 9) {
      let person = data.people[question.person]
      #expect(question.text.contains(person.name) && question.text.hasSuffix("?"))
      #expect(question.answers == [person.value(of: question.attribute)])
    }
    #expect(data.questions(.train, wordings: 0).isEmpty)
  }

  @Test func theMostFrequentAnswersHaveTheStatedShares() throws {
    let people = try Biographies(people: 10_000, seed: 3, biographiesPerPerson: 1).people
    let expected: [Biographies.Attribute: (String, Double)] = [
      .birthPlace: ("Tarnmouth", 0.051), .occupation: ("glassblower", 0.068), .employer: ("Harrow Instruments", 0.053),
      .university: ("Aldermoor University", 0.078), .field: ("mathematics", 0.081),
    ]
    for attribute in Biographies.Attribute.allCases {
      var counts: [String: Int] = [:]
      for person in people { counts[person.value(of: attribute), default: 0] += 1 }
      let (value, count) = try #require(counts.max { $0.value < $1.value })
      let share = Double(count) / 10_000
      if let (mostFrequent, expectedShare) = expected[attribute] {
        #expect(value == mostFrequent)
        #expect(abs(share - expectedShare) < 0.008, "\(attribute): \(share)")
      } else {
        #expect(share < 0.015, "\(attribute): \(share)")
      }
    }
  }

  @Test func theSameSeedGivesTheSameBytesEverywhere() throws {
    #expect(data.people[0].name == "Moritz Rowan Salter")
    #expect(data.documentSplit().sha256 == "806d67716ba337df038aba6fbdc5a10a61f943b7efdfd554caf817af1735f7ec")
    #expect(data.questionSplit(.test).sha256 == "880bca83ecf65e20abb9dd47eb2fa8344ff527116436c15484ac86a92a401a54")
    #expect(data.questionSplit(.test, wordings: 4).examples.count == 576)
    let other = try Biographies(people: 60, seed: 2, biographiesPerPerson: 6)
    #expect(other.documentSplit().sha256 != data.documentSplit().sha256)
  }

  @Test func morePeopleOrTextsChangeNothingBefore() throws {
    let longer = try Biographies(people: 100, seed: 1, biographiesPerPerson: 8)
    #expect(Array(longer.people.prefix(60)) == data.people)
    for round in 0..<6 {
      #expect(longer.corpus[(round * 100)..<(round * 100 + 60)] == data.corpus[(round * 60)..<(round * 60 + 60)])
    }
  }

  @Test func splitsHavePathLineAndChecksum() throws {
    let split = data.questionSplit(.dev)
    #expect(split.path == "biographies dev (seed 1)")
    #expect(split.examples[35].line == 36)
    let text = split.examples.map { "\($0.question)\t\($0.answers[0])\n" }.joined()
    #expect(SHA256.hexadecimal(of: text.utf8) == split.sha256)
    let documents = data.documentSplit()
    #expect(documents.documents.map(\.text) == data.corpus)
    #expect(SHA256.hexadecimal(of: data.corpus.map { $0 + "\n" }.joined().utf8) == documents.sha256)
  }

  @Test func invalidSettingsAreRejected() throws {
    func refusal(people: Int = 10, texts: Int = 1, dev: Int = 10, test: Int = 40, names: Int = 50) -> String {
      do throws(DatasetError) {
        _ = try Biographies(
          people: people, seed: 0, biographiesPerPerson: texts, devPercent: dev, testPercent: test, namePercent: names)
        return ""
      } catch { return error.description }
    }
    #expect(refusal(people: 3) == "people is 3, expected a whole number from 4 to 38000")
    #expect(refusal(people: 38_001).hasPrefix("people is 38001"))
    #expect(refusal(texts: 0).hasPrefix("biographiesPerPerson is 0"))
    #expect(refusal(dev: -1).hasPrefix("devPercent is -1"))
    #expect(refusal(dev: 50, test: 50).hasPrefix("devPercent + testPercent is 100"))
    #expect(refusal(names: 101).hasPrefix("namePercent is 101"))
    let smallest = try Biographies(people: 4, seed: 0, biographiesPerPerson: 100, devPercent: 0, testPercent: 0)
    #expect(smallest.counts == [.train: 2, .dev: 1, .test: 1])
    #expect(Set(smallest.corpus).count == 400)
  }
}
