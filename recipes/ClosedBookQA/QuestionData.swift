internal import Base
internal import Configuration
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Text
internal import Training

/// The questions and documents of a question-answering run, and what is to be said about them.
struct QuestionData {
  let train: QuestionSplit
  let dev: QuestionSplit
  /// Nil where there are no test questions, or no answers to them.
  let test: QuestionSplit?
  let documents: DocumentSplit?
  /// Lines for the run's log.
  let notes: [String]

  /// What can be known of the data settings before a run.
  static func problems(_ settings: ClosedBookQASettings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    if settings.trainFile == nil, let name = settings.dataset, name != "biographies" {
      do { _ = try NamedQuestions.named(name) } catch {
        problems.append(SettingProblem(key: "dataset", message: "\(error); biographies is made by Attune itself"))
      }
    }
    let files = [
      ("train_file", settings.trainFile), ("dev_file", settings.devFile), ("test_file", settings.testFile),
      ("documents_file", settings.documentsFile),
    ]
    for (key, path) in files {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: missing(path))) }
    }
    if settings.pretraining.epochs > 0 && settings.trainFile != nil && settings.documentsFile == nil {
      problems.append(
        SettingProblem(
          key: "pretraining.epochs", message: "there are no documents to pretrain on: give documents_file, or 0 epochs")
      )
    }
    return problems
  }

  init(_ settings: ClosedBookQASettings) throws {
    let preflight = Preflight(.files, folder: "")
    let found = Self(settings, preflight)
    self = try preflight.require(found)
  }

  /// Reads and checks all files; nil where any cannot be used. Files that are not there are passed over: `problems`
  /// reports them.
  init?(_ settings: ClosedBookQASettings, _ preflight: Preflight) {
    var splits: [String: QuestionSplit] = [:]
    var documents: DocumentSplit?
    var isWhole = true
    func read<Split>(_ file: String, _ read: () throws -> Split) -> Split? {
      let found = exists(file) ? preflight.attempt(read) : nil
      if found == nil { isWhole = false }
      return found
    }
    for (name, file) in [("train", settings.trainFile), ("dev", settings.devFile), ("test", settings.testFile)] {
      if let file { splits[name] = read(file) { try QuestionSplit.read(path: file, format: settings.format) } }
    }
    if let file = settings.documentsFile {
      documents = read(file) { try DocumentSplit.read(path: file, format: .lines) }
    }
    let isKnown = settings.dataset.map { $0 == "biographies" || (try? NamedQuestions.named($0)) != nil } ?? false
    if settings.trainFile == nil, let name = settings.dataset, isKnown {
      do {
        for split in ["train", "dev", "test"] where splits[split] == nil && isWhole {
          splits[split] = try Self.split(split, of: name, settings)
        }
        if settings.documentsFile == nil { documents = try Self.documents(of: name, settings) }
      } catch {
        preflight.problem("\(error)")
        isWhole = false
      }
    }
    let isReported = settings.trainFile == nil ? !isKnown : settings.devFile == nil
    for split in ["train", "dev"] where splits[split] == nil && isWhole && !isReported {
      preflight.problem("the data have no \(split) split")
    }
    if let train = splits["train"] {
      for remark in repetitionRemarks(train.repetitions(), "question", value: "answer") {
        preflight.remark(remark)
      }
      for name in ["dev", "test"] {
        guard let split = splits[name] else { continue }
        let overlap = split.overlap(withTraining: train)
        if let remark = overlap.remark(name, of: split.examples.count, "question") {
          preflight.remark(remark + "; scores without these questions, compared without articles too, are given beside")
        }
      }
    }
    guard let train = splits["train"], let dev = splits["dev"], isWhole else { return nil }
    (self.train, self.dev, test, self.documents) = (train, dev, splits["test"], documents)
    notes = train.notes + dev.notes + (splits["test"]?.notes ?? []) + (documents?.notes ?? [])
  }

  /// A split of a data set with a name, or nil where it has none or has no answers.
  static func split(
    _ split: String, of name: String, _ settings: ClosedBookQASettings
  ) throws -> QuestionSplit? {
    if name == "biographies" {
      guard let part = Biographies.Part(rawValue: split) else {
        throw InputError.problem("biographies has the splits train, dev and test, not \(split)")
      }
      return try biographies(settings.biographies).questionSplit(
        part, wordings: part == .train ? settings.biographies.wordings : 1)
    }
    let dataset = try NamedQuestions.named(name)
    guard dataset.card.splitNames.contains(split) else { return nil }
    let found = try dataset.split(split, folder: settings.dataFolder)
    return found.examples.contains { $0.answers.isEmpty } ? nil : found
  }

  private static func documents(of name: String, _ settings: ClosedBookQASettings) throws -> DocumentSplit? {
    if name == "biographies" { return try biographies(settings.biographies).documentSplit() }
    return try NamedQuestions.named(name).documents(folder: settings.dataFolder)
  }

  private static func biographies(_ settings: BiographySettings) throws -> Biographies {
    try Biographies(
      people: settings.people, seed: UInt64(settings.seed), biographiesPerPerson: settings.textsPerPerson,
      devPercent: settings.devPercent, testPercent: settings.testPercent, namePercent: settings.namePercent)
  }

  /// The SHA-256 of each file's bytes.
  var hashes: JSON.Object {
    var hashes: JSON.Object = ["train": .string(train.sha256), "dev": .string(dev.sha256)]
    if let test { hashes["test"] = .string(test.sha256) }
    if let documents { hashes["documents"] = .string(documents.sha256) }
    return hashes
  }

  /// Everything that may be trained on, for building a vocabulary.
  var trainingTexts: [String] {
    (documents?.documents.map(\.text) ?? []) + train.examples.flatMap { [$0.question] + $0.answers }
  }

  /// Refuses texts that the tokenizer cannot write, or that hold the format's own tokens, and questions to be scored that
  /// the model cannot read whole; all at once. Training questions that are too long are `QuestionSequences`' matter.
  func check(_ tokenizer: any Tokenizer, _ format: AnswerFormat, block: Int) throws {
    var problems: [String] = []
    for example in train.examples {
      for (text, what) in [(example.question, "question")] + example.answers.map({ ($0, "answer") }) {
        problems += textProblems(
          text, what, of: "\(example.file):\(example.line)", tokenizer, reserved: format.reserved)
      }
    }
    for split in [dev] + (test.map { [$0] } ?? []) { problems += split.problems(tokenizer, format, block: block) }
    problems += documents?.problems(tokenizer, reserved: format.reserved) ?? []
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  /// Questions to be scored with words that the vocabulary lacks, which the model cannot tell apart.
  func unknownWords(_ tokenizer: any Tokenizer, _ format: AnswerFormat) -> [String] {
    ([("dev", dev)] + (test.map { [("test", $0)] } ?? [])).compactMap { name, split in
      let count = split.examples.count { tokenizer.encode(format.written($0.question)).unknownTokens > 0 }
      return count == 0
        ? nil : "\(name): \(count) of \(split.examples.count) questions have words that the vocabulary lacks"
    }
  }
}
