extension NamedDataset {
  /// The Stanford Sentiment Treebank's sentences in five classes.
  static let sst5 = NamedDataset(
    name: "sst5",
    summary: "sentences from film reviews, five classes: the Stanford Sentiment Treebank",
    about: """
      The sentences of the Stanford Sentiment Treebank (see `sst2`) with names for the labels 0 to 4.
      """,
    classes: [
      "very negative": ["0"], "negative": ["1"], "neutral": ["2"], "positive": ["3"], "very positive": ["4"],
    ],
    format: .treebank,
    files: MinBERTAssignment.treebank(counts: [8544, 1101, 2210]),
    source: "Socher et al. 2013, as published in " + MinBERTAssignment.repository,
    licence: "repository Apache-2.0; cite Socher et al. 2013",
    commands: MinBERTAssignment.commands(folder: "sst"))
}
