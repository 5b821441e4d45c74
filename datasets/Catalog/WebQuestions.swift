extension NamedQuestions {
  /// Questions that people typed into a search engine, with lists of answers from Freebase.
  static let webquestions = NamedQuestions(
    DatasetCard(
      name: "webquestions",
      summary: "questions typed into a search engine, with lists of accepted answers",
      about: """
        Questions that people typed into a search engine, with lists of accepted answers (Berant et al., "Semantic
        Parsing on Freebase from Question-Answer Pairs", EMNLP 2013). `train` is the file `trainmodel`, `dev` is `val`.
        """,
      files: [
        DatasetCard.File(
          split: "train", path: "webquestions/trainmodel.json", count: 2834, bytes: 377_322,
          sha256: "eef8b21e5b65697b643f3904c4f1122f077a8afdf3dc91a2058d3cf7d34baa50"),
        DatasetCard.File(
          split: "dev", path: "webquestions/val.json", count: 755, bytes: 102_028,
          sha256: "eece8cddb324972d55bae4ac05eb06d728bc6e4111585509391efcff5c29e063"),
        DatasetCard.File(
          split: "devtest", path: "webquestions/devtest.json", count: 189, bytes: 25_148,
          sha256: "2541838645f7b8a6f24c4f409f12568b1616095f2edb6280eec924ea3df123c8"),
        DatasetCard.File(
          split: "test", path: "webquestions/test.json", count: 2032, bytes: 274_219,
          sha256: "de320953700cd08300b9bcd2e60399da43b458a1be02db3f93c40344729fed39"),
      ],
      source: "Berant et al. 2013, as published in github.com/brmson/dataset-factoid-webquestions",
      licence: "CC BY 4.0",
      commands: [
        "git clone --depth 1 https://github.com/brmson/dataset-factoid-webquestions",
        "mkdir -p data/webquestions && cp dataset-factoid-webquestions/main/*.json data/webquestions/",
      ]))
}
