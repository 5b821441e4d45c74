extension NamedQuestions {
  /// Where people were born, with a paragraph about each person: Stanford CS 224N, assignment 5.
  static let birthplaces = NamedQuestions(
    DatasetCard(
      name: "birthplaces",
      summary: "\"Where was X born?\", with a paragraph about each person for pretraining",
      about: """
        "Where was X born?" for 2937 people, and one paragraph from Wikipedia about each: assignment 5 of Stanford's
        course CS 224N. Line *i* of `wiki.txt` is about person *i* of train, then dev, then test. The test questions are
        published without answers.
        """,
      files: [
        DatasetCard.File(
          split: "train", path: "birthplaces/birth_places_train.tsv", count: 2000, bytes: 79_923,
          sha256: "02364dfca78e23d2583a19f03a2d8cddd90ee3e1a3795ddec7f0addadea30b0d"),
        DatasetCard.File(
          split: "dev", path: "birthplaces/birth_dev.tsv", count: 500, bytes: 20_041,
          sha256: "101a56073eba0db9aad5e2aaf1aa9bf8bdae966ae3aaed8fc8cda5edfa7856da"),
        DatasetCard.File(
          split: "test", path: "birthplaces/birth_test_inputs.tsv", count: 437, bytes: 13_880,
          sha256: "5ccd3b2a1682e0daf90d59488aef8805ef21b9d35795cc3bdabdea79d293aa1f"),
      ],
      documents: DatasetCard.File(
        split: "documents", path: "birthplaces/wiki.txt", count: 2937, bytes: 419_253,
        sha256: "823bb536fca77c8b5a15b34b0dead6355d0cf1f806e822464bca28806c2fd055"),
      source: "Stanford CS 224N, assignment 5",
      licence: "paragraphs from Wikipedia, CC BY-SA; the course states no terms for the questions",
      commands: [
        "# download assignment 5 from https://web.stanford.edu/class/cs224n/, unpack it and go to its data, then:",
        "mkdir -p data/birthplaces",
        "cp birth_places_train.tsv birth_dev.tsv birth_test_inputs.tsv wiki.txt data/birthplaces/",
      ]),
    unanswered: ["test"])
}
