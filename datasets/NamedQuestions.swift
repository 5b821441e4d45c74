/// A question-answering data set that recipes know by name.
public struct NamedQuestions: Sendable {
  /// Name, splits, source, licence.
  public let card: DatasetCard
  /// Splits whose file has no answers.
  private let unanswered: Set<String>
  private let documentsFile: DatasetCard.File?

  /// The name by which a recipe asks for it.
  public var name: String { card.name }

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - name: The split, one of `card.splitNames`.
  ///   - folder: The folder of the data sets (or of this one); nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError`: an unknown split, no folder, no file, or the problems of the file.
  public func split(_ name: String, folder: String? = nil) throws(DatasetError) -> QuestionSplit {
    let file = try card.file(name)
    let path = try card.locate(file, folder: folder)
    let split = try QuestionSplit.read(path: path, answersRequired: !unanswered.contains(name))
    let notes = card.notes(file, sha256: split.sha256) + split.notes
    return QuestionSplit(examples: split.examples, path: path, sha256: split.sha256, notes: notes)
  }

  /// Whether the data set has texts to pretrain on.
  public var hasDocuments: Bool { documentsFile != nil }

  /// The texts to pretrain on, or nil where the data set has none.
  ///
  /// - Throws: `DatasetError`: no folder, no file, or the problems of the file.
  public func documents(folder: String? = nil) throws(DatasetError) -> DocumentSplit? {
    guard let file = documentsFile else { return nil }
    let path = try card.locate(file, folder: folder)
    let split = try DocumentSplit.read(path: path, format: .lines)
    let notes = card.notes(file, sha256: split.sha256) + split.notes
    return DocumentSplit(documents: split.documents, path: path, sha256: split.sha256, notes: notes)
  }
}

extension NamedQuestions {
  /// The data set of a name.
  ///
  /// - Throws: `DatasetError.unknownDataset`, with the nearest name.
  public static func named(_ name: String) throws(DatasetError) -> NamedQuestions {
    let all = all
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownDataset(name, expected: all.map(\.name))
    }
    return found
  }

  /// Every question-answering data set.
  public static var all: [NamedQuestions] { [birthplaces, webquestions] }

  /// Where people were born, with a paragraph about each person to pretrain on: Stanford CS 224N, assignment 5.
  private static var birthplaces: NamedQuestions {
    let card = DatasetCard(
      name: "birthplaces", summary: "\"Where was X born?\", with a paragraph about each person to pretrain on",
      labelNames: [],
      files: [
        DatasetCard.File(
          split: "train", path: "birthplaces/birth_places_train.tsv", count: 2000,
          sha256: "02364dfca78e23d2583a19f03a2d8cddd90ee3e1a3795ddec7f0addadea30b0d"),
        DatasetCard.File(
          split: "dev", path: "birthplaces/birth_dev.tsv", count: 500,
          sha256: "101a56073eba0db9aad5e2aaf1aa9bf8bdae966ae3aaed8fc8cda5edfa7856da"),
        DatasetCard.File(
          split: "test", path: "birthplaces/birth_test_inputs.tsv", count: 437,
          sha256: "5ccd3b2a1682e0daf90d59488aef8805ef21b9d35795cc3bdabdea79d293aa1f"),
      ],
      source: "Stanford CS 224N, assignment 5; the test split is published without answers",
      licence: "paragraphs from Wikipedia, CC BY-SA; the course states no terms for the questions",
      howToGet: """
        To get it: download assignment 5 from the course's page, https://web.stanford.edu/class/cs224n/,
        and copy birth_places_train.tsv, birth_dev.tsv, birth_test_inputs.tsv and wiki.txt to data/birthplaces/.
        Then say where it is: export ATTUNE_DATA="$PWD/data", or give the folder in the recipe's settings.
        """,
      isBundled: false)
    let wiki = DatasetCard.File(
      split: "documents", path: "birthplaces/wiki.txt", count: 2937,
      sha256: "823bb536fca77c8b5a15b34b0dead6355d0cf1f806e822464bca28806c2fd055")
    return NamedQuestions(card: card, unanswered: ["test"], documentsFile: wiki)
  }

  /// Questions that people typed into a search engine, with lists of answers from Freebase.
  private static var webquestions: NamedQuestions {
    let card = DatasetCard(
      name: "webquestions", summary: "questions typed into a search engine, with lists of accepted answers",
      labelNames: [],
      files: [
        DatasetCard.File(
          split: "train", path: "webquestions/trainmodel.json", count: 2834,
          sha256: "eef8b21e5b65697b643f3904c4f1122f077a8afdf3dc91a2058d3cf7d34baa50"),
        DatasetCard.File(
          split: "dev", path: "webquestions/val.json", count: 755,
          sha256: "eece8cddb324972d55bae4ac05eb06d728bc6e4111585509391efcff5c29e063"),
        DatasetCard.File(
          split: "devtest", path: "webquestions/devtest.json", count: 189,
          sha256: "2541838645f7b8a6f24c4f409f12568b1616095f2edb6280eec924ea3df123c8"),
        DatasetCard.File(
          split: "test", path: "webquestions/test.json", count: 2032,
          sha256: "de320953700cd08300b9bcd2e60399da43b458a1be02db3f93c40344729fed39"),
      ],
      source: "Berant et al. 2013, as distributed in github.com/brmson/dataset-factoid-webquestions",
      licence: "CC BY 4.0",
      howToGet: """
        To get it:
          git clone --depth 1 https://github.com/brmson/dataset-factoid-webquestions
          mkdir -p data/webquestions && cp dataset-factoid-webquestions/main/*.json data/webquestions/
        Then say where it is: export ATTUNE_DATA="$PWD/data", or give the folder in the recipe's settings.
        """,
      isBundled: false)
    return NamedQuestions(card: card, unanswered: [], documentsFile: nil)
  }
}
