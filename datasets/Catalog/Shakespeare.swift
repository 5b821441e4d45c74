extension NamedDocuments {
  /// Tiny Shakespeare, with two passages on which language models are compared.
  static let shakespeare = NamedDocuments(
    DatasetCard(
      name: "shakespeare",
      summary: "Tiny Shakespeare, with a passage held out and one of Wikipedia, for language models",
      about: """
        40,000 lines from plays of Shakespeare as one text of 1,115,394 characters, of which 65 are distinct (Karpathy,
        "The Unreasonable Effectiveness of Recurrent Neural Networks", 2015). `dev` is the last tenth, as nanoGPT has
        it. `passage` is a speech from Coriolanus, 1,753 characters from character 51,094 on, that a course asks the
        perplexity of; it is not in `train`, which is the rest of the first nine tenths. `wikipedia` is another passage
        of that course, from the article "New Zealand".
        """,
      files: ["train", "dev", "passage"].map { split in
        DatasetCard.File(
          split: split, path: "shakespeare/input.txt", count: split == "train" ? 2 : 1, bytes: 1_115_394,
          sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")
      } + [
        DatasetCard.File(
          split: "wikipedia", path: "shakespeare/wikipedia_for_perplexity.txt", count: 1, bytes: 6643,
          sha256: "21868e73d1701f54540cc62dcd255d5403229d5944474273cbd938944570b7aa")
      ],
      source: "github.com/karpathy/char-rnn; the second passage from Wikipedia",
      licence: "public domain; the passage from Wikipedia CC BY-SA",
      commands: [
        "mkdir -p data/shakespeare",
        "from=https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare",
        "curl -L -o data/shakespeare/input.txt $from/input.txt",
        "# only for the split wikipedia: copy the course's wikipedia_for_perplexity.txt to data/shakespeare",
      ])
  ) { split, whole in
    // nanoGPT: the first int(0.9 · n) characters are for training.
    let end = Int(0.9 * Double(whole.text.unicodeScalars.count))
    let parts = whole.parted(at: [min(51_094, end), min(51_094 + 1753, end), end])
    let chosen: [Document]? =
      switch split {
      case "train": [parts[0], parts[2]]
      case "dev": [parts[3]]
      case "passage": [parts[1]]
      default: nil
      }
    return chosen?.filter { !$0.text.isEmpty }
  }
}
