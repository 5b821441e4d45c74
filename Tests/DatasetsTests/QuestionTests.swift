import Datasets
import Foundation
import Testing

@Suite struct QuestionTests {
  func read(_ text: String, _ format: QuestionFormat, answersRequired: Bool = true) throws(DatasetError)
    -> QuestionSplit
  {
    try QuestionSplit.read(bytes: Array(text.utf8), path: "data", format: format, answersRequired: answersRequired)
  }

  func problems(_ text: String, _ format: QuestionFormat, answersRequired: Bool = true) -> [DatasetProblem] {
    DatasetsTests.problems { () throws(DatasetError) in
      _ = try read(text, format, answersRequired: answersRequired)
    }
  }

  func contents(_ split: QuestionSplit) -> [String] {
    split.examples.map { "\($0.line) \($0.question) \($0.answers.joined(separator: "/"))" }
  }

  @Test func tabSeparated() throws {
    let split = try read("\u{FEFF}Where?\tHere\r\nWho?\tA, B", .tsv)
    #expect(contents(split) == ["1 Where? Here", "2 Who? A, B"])
    #expect(split.notes.isEmpty)
    #expect(contents(try read("Where?\nWho?\tB\n", .tsv, answersRequired: false)) == ["1 Where? ", "2 Who? B"])
  }

  @Test func jsonLines() throws {
    let text = """
      {"question":"a?","answers":["x","y\u{2028}z"]}
      {"id":1,"answer":"x","question":"b?"}
      """
    #expect(contents(try read(text, .jsonl)) == ["1 a? x/y\u{2028}z", "2 b? x"])
    #expect(contents(try read("{\"question\":\"a?\"}", .jsonl, answersRequired: false)) == ["1 a? "])
  }

  @Test func listOfWebQuestions() throws {
    let text = """
      [
       {"qId": "1", "answers": ["x", "[\\"{"], "qText": "a?"}, {"qText": "b?",
          "answers": ["x"]},

       {"question": "c?", "answer": "y"}
      ]
      """
    #expect(contents(try read(text, .json)) == ["2 a? x/[\"{", "2 b? x", "5 c? y"])
  }

  @Test func spaceAroundIsRemovedAndCounted() throws {
    let split = try read(" Where? \t Here\u{A0}\nWho?\tB\n", .tsv)
    #expect(contents(split) == ["1 Where? Here", "2 Who? B"])
    #expect(split.notes == ["data: removed white space around 2 questions or answers"])
  }

  @Test func badTabSeparated() {
    #expect(
      problems("Where? Here\nWhere?\t\n\tHere\n\na\tb\tc\n", .tsv) == [
        DatasetProblem(line: 1, kind: .noSeparator(found: "Where? Here", expected: "a question, a tab and an answer")),
        DatasetProblem(line: 2, kind: .empty(column: "answer")),
        DatasetProblem(line: 3, kind: .empty(column: "question")),
        DatasetProblem(line: 4, kind: .blankLine),
        DatasetProblem(
          line: 5,
          kind: .surplusSeparator(count: 2, expected: "one tab; write questions with several answers as JSONL")),
      ])
  }

  @Test func badObjects() {
    let lines = [
      "{\"question\":\"a\",\"answers\":[]}", "{\"question\":\"a\",\"answers\":[\"\"]}",
      "{\"question\":\"a\",\"answers\":\"x\"}",
      "{\"question\":\"a\",\"answers\":[1]}", "{\"question\":\"a\",\"answers\":[\"x\"],\"answer\":\"x\"}",
      "{\"question\":\"a\"}",
      "{\"answer\":\"a\"}", "{\"question\":null,\"answer\":\"a\"}", "[]", "{\"question\":\"a\",\"question\":\"b\"}",
    ]
    let kinds: [DatasetProblem.Kind] = [
      .noAnswer, .empty(column: "answer"),
      .wrongKind(key: "answers", found: "a string", expected: "a list of strings"),
      .wrongKind(key: "answers", found: "a list with other values", expected: "a list of strings"),
      .bothKeys("answers", "answer"), .missingKey("answers", found: ["question"]),
      .missingKey("question", found: ["answer"]),
      .wrongKind(key: "question", found: "null", expected: "a string"),
      .wrongKind(key: nil, found: "a list", expected: "an object on each line"),
      .json(column: 17, problem: "the key \"question\" appears twice in one object"),
    ]
    #expect(
      problems(lines.joined(separator: "\n"), .jsonl) == zip(1..., kinds).map { DatasetProblem(line: $0, kind: $1) })
  }

  @Test func badLists() {
    #expect(
      problems("{}", .json)
        == [DatasetProblem(line: 1, kind: .wrongKind(key: nil, found: "an object", expected: "a list of questions"))])
    #expect(
      problems(
        "[\n{\"qText\":\"a\",\"answers\":[\"x\"]},\n7,\n{\"qText\":\"a\",\"question\":\"b\",\"answer\":\"x\"}]", .json)
        == [
          DatasetProblem(
            line: 3, kind: .wrongKind(key: nil, found: "a whole number", expected: "an object for each question")),
          DatasetProblem(line: 4, kind: .bothKeys("qText", "question")),
        ])
    #expect(
      problems("[\n{\"qText\":\"a\",\"answers\":[\"x\"]\n", .json)
        == [DatasetProblem(line: 3, kind: .json(column: 1, problem: "expected ',' or '}', found the end"))])
    #expect(throws: DatasetError.empty(path: "data")) { try read("[]", .json) }
    #expect(throws: DatasetError.empty(path: "data")) { try read("", .tsv) }
  }

  @Test func formatByName() throws {
    #expect(QuestionFormat.infer(path: "a.json") == .json)
    #expect(QuestionFormat.infer(path: "a.jsonl") == .jsonl)
    #expect(QuestionFormat.infer(path: "a.tsv") == .tsv)
    #expect(throws: DatasetError.unknownFormat(path: "a.csv", expected: ["tsv", "jsonl", "json"])) {
      try QuestionSplit.read(bytes: [0x61], path: "a.csv")
    }
  }

  @Test(.enabled(if: dataFolder != nil, "ATTUNE_DATA is not set"))
  func realDataHasThePublishedCountsAndHashes() throws {
    for questions in NamedQuestions.all {
      for file in questions.card.files {
        let split = try questions.split(file.split, folder: dataFolder)
        #expect(split.examples.count == file.count)
        #expect(split.sha256 == file.sha256)
        #expect(try FileManager.default.attributesOfItem(atPath: split.path)[.size] as? Int == file.bytes)
        #expect(split.notes.isEmpty)
      }
    }
    let birthplaces = try NamedQuestions.named("birthplaces")
    let documents = try #require(try birthplaces.documents(folder: dataFolder))
    #expect(documents.documents.count == birthplaces.card.documents?.count)
    #expect(documents.documents.count == 2937)
    #expect(documents.sha256 == birthplaces.card.documents?.sha256)
    #expect(documents.notes.isEmpty)
    // Line i of the paragraphs is about person i of train, then dev, then test.
    let dev = try birthplaces.split("dev", folder: dataFolder).examples[0]
    #expect(dev.question == "Where was Bryan Dubreuiel born?")
    #expect(dev.answers == ["Atlanta"])
    #expect(documents.documents[2000].text.hasPrefix("Bryan Dubreuiel"))
    #expect(try NamedQuestions.named("webquestions").documents(folder: dataFolder) == nil)
    let first = try NamedQuestions.named("webquestions").split("test", folder: dataFolder).examples[0]
    #expect(first.answers == ["Jamaican Creole English Language", "Jamaican English"])
    #expect(first.line == 2)
  }
}
