extension NamedDataset {
  /// Whole film reviews of the counterfactually augmented IMDB data.
  static let cfimdb = NamedDataset(
    name: "cfimdb",
    summary: "whole film reviews, about 190 words each, and counterfactual rewritings of them",
    about: """
      Whole IMDB reviews, and rewritings of them with the opposite sentiment, about 190 words each (Kaushik, Hovy and
      Lipton, "Learning the Difference that Makes a Difference with Counterfactually-Augmented Data", ICLR 2020; reviews
      from Maas et al., ACL 2011). The published test file has placeholders for labels, so there is no test split.
      """,
    classes: ["negative": ["0"], "positive": ["1"]],
    format: .treebank,
    files: [
      DatasetCard.File(
        split: "train", path: "cfimdb/cfimdb-train.txt", count: 1707, bytes: 1_629_241,
        sha256: "278e200499d1d68a1a9d80e3947a2203cc97130632d8a53f2b9c11de9cb6c699"),
      DatasetCard.File(
        split: "dev", path: "cfimdb/cfimdb-dev.txt", count: 245, bytes: 239_671,
        sha256: "b38f0c095c4624e85927116728140e96d0221969b34146f65eae5b5bb24752b8"),
    ],
    source: "Kaushik, Hovy and Lipton 2020, as published in " + MinBERTAssignment.repository,
    licence: "repository Apache-2.0; cite Kaushik, Hovy and Lipton 2020 and Maas et al. 2011",
    commands: MinBERTAssignment.commands(folder: "cfimdb"))
}
