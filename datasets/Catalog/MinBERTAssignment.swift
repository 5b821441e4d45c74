/// The repository that publishes the files of SST-2, SST-5 and CFIMDB.
enum MinBERTAssignment {
  static let repository = "github.com/neubig/minbert-assignment"

  /// The commands that copy the files of one data set, `<folder>-*.txt`, to `data/<folder>`.
  static func commands(folder: String) -> [String] {
    [
      "git clone --depth 1 https://\(repository)",
      "mkdir -p data/\(folder) && cp minbert-assignment/data/\(folder)-*.txt data/\(folder)/",
    ]
  }

  /// The three files of the Stanford Sentiment Treebank.
  ///
  /// - Parameter counts: The number of examples that a data set takes from train, dev and test.
  static func treebank(counts: [Int]) -> [DatasetCard.File] {
    let files = [
      ("train", 936_994, "7aeac81f2a387f2ce7fab98ed8f40ef85cc9c8ad11bcbb63b122e95665cb1f35"),
      ("dev", 121_643, "11963c76cd073e68006da0390620aadf5a4b8f775e2f900e92a50b3002e39b9b"),
      ("test", 242_474, "bdcc8352d37bdc82113e4a4dd887b824144201539d5a1e49be566232d306a4ba"),
    ]
    return zip(files, counts).map { file, count in
      DatasetCard.File(
        split: file.0, path: "sst/sst-\(file.0).txt", count: count, bytes: file.1, sha256: file.2)
    }
  }
}
