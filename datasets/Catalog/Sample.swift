extension NamedDataset {
  /// Reviews and remarks written for Attune.
  static let sample = NamedDataset(
    name: "sample",
    summary: "short reviews and remarks over many domains, written for Attune",
    about: """
      Short reviews and remarks over many domains. They are part of Attune, so that the first run needs no data. Their
      card is in [samples/reviews](samples/reviews/).
      """,
    classes: ["negative": ["negative"], "positive": ["positive"]],
    format: .tsv,
    files: [
      DatasetCard.File(split: "train", path: "datasets/samples/reviews/train.tsv"),
      DatasetCard.File(split: "dev", path: "datasets/samples/reviews/dev.tsv"),
      DatasetCard.File(split: "test", path: "datasets/samples/reviews/test.tsv"),
      DatasetCard.File(split: "hard", use: .test, path: "datasets/samples/reviews/hard.tsv"),
    ],
    bundled: EmbeddedReviews.texts,
    source: "datasets/samples/reviews, written for Attune",
    licence: "Apache-2.0, as Attune")
}
