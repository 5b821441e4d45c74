extension NamedDataset {
  /// The Stanford Sentiment Treebank's sentences in two classes, without the neutral ones.
  static let sst2 = NamedDataset(
    name: "sst2",
    summary: "sentences from film reviews, two classes: the Stanford Sentiment Treebank without its neutral sentences",
    about: """
      The sentences of the Stanford Sentiment Treebank (Socher et al., "Recursive Deep Models for Semantic
      Compositionality Over a Sentiment Treebank", EMNLP 2013) in two classes: labels 0 and 1 are negative, 3 and 4
      positive. Label 2, neutral, is left out (1624 / 229 / 389 sentences; the log of a run says so). Ten sentences of
      the training split and one of the dev split appear twice.
      """,
    classes: ["negative": ["0", "1"], "positive": ["3", "4"]],
    leftOut: ["2"],
    format: .treebank,
    files: MinBERTAssignment.treebank(counts: [6920, 872, 1821]),
    source: "Socher et al. 2013, as published in " + MinBERTAssignment.repository,
    licence: "repository Apache-2.0; cite Socher et al. 2013",
    commands: MinBERTAssignment.commands(folder: "sst"))
}
