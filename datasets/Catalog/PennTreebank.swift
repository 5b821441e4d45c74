extension NamedDocuments {
  /// The words of the Penn Treebank as language models are compared on them.
  static let pennTreebank = NamedDocuments(
    DatasetCard(
      name: "ptb",
      summary: "sentences of the Penn Treebank with a vocabulary of 10,000 words, for language models",
      about: """
        Sentences of the Wall Street Journal in the Penn Treebank, as Mikolov et al. ("Recurrent neural network based
        language model", 2010) prepared them: words in lower case between spaces, without punctuation, numbers as `N`
        and rare words as `<unk>`; one sentence a line. The treebank's licence does not allow others to publish it, so
        sizes and checksums are not checked.
        """,
      files: [("train", "train", 42_068), ("dev", "valid", 3370), ("test", "test", 3761)].map { split, name, count in
        DatasetCard.File(split: split, path: "ptb/ptb.\(name).txt", count: count)
      },
      source: "Linguistic Data Consortium, LDC99T42, as Mikolov et al. prepared it",
      licence: "that of the Linguistic Data Consortium",
      commands: [
        "mkdir -p data/ptb",
        "# from simple-examples.tgz of Mikolov's toolkit, or made from LDC99T42:",
        "cp ptb.train.txt ptb.valid.txt ptb.test.txt data/ptb/",
      ]), format: .lines)
}
