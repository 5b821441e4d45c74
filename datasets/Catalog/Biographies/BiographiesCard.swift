extension Biographies {
  /// The card of the data set. It has no files: people, texts and questions are generated.
  static let card = DatasetCard(
    name: "biographies",
    summary: "invented people, generated from a seed: texts about them and questions for six facts",
    about: """
      Invented people, texts about them and questions for six facts about each (town and year of birth, occupation,
      employer, university, field of study), generated from a seed; as shipped, 6000 texts and 1080 / 180 / 540
      questions. Each fact is drawn independently of the others and of the name. The texts are about all people. The
      people are split into train, dev and test, and only the questions about the training people are for training, so
      that an answer about the others can come only from the texts. After Allen-Zhu and Li, "Physics of Language
      Models: Part 3.1" (2023).
      """,
    files: [], source: "datasets/Catalog/Biographies", licence: "Apache-2.0, as Attune")
}
