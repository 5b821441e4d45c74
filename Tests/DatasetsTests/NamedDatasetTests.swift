import Base
import Datasets
import Foundation
import Testing

@Suite struct NamedDatasetTests {
  @Test func namesAndMisspelledNames() throws {
    let names = NamedDataset.all.map(\.name)
    #expect(Set(names).isSuperset(of: ["sample", "sst2", "sst5", "cfimdb"]))
    for name in names { #expect(try NamedDataset.named(name).name == name) }
    #expect(throws: DatasetError.unknownDataset("sst", expected: names)) { try NamedDataset.named("sst") }
    #expect(
      "\(DatasetError.unknownDataset("cfimbd", expected: ["sst2", "cfimdb"]))".contains("did you mean \"cfimdb\"?"))
    let splits = ["train", "dev", "test", "hard"]
    #expect(throws: DatasetError.unknownSplit("validation", dataset: "sample", expected: splits)) {
      try NamedDataset.named("sample").split("validation")
    }
  }

  @Test func aMissingFolderSaysHowToGetTheData() throws {
    #expect {
      try NamedDataset.named("sst2").split("train", folder: "/nowhere")
    } throws: { error in
      let text = "\(error)"
      return text.contains("/nowhere/sst/sst-train.txt") && text.contains("git clone") && text.contains("ATTUNE_DATA")
    }
  }

  @Test(arguments: try NamedDataset.named("sample").card.splitNames)
  func theSampleIsTheFileAndHasBothClasses(_ split: String) throws {
    let sample = try NamedDataset.named("sample")
    let examples = try sample.split(split).examples
    for label in sample.labels.names { #expect(examples.contains { $0.label == label }) }
    // The literal in the program and the file that it was written from.
    let file = repository.appendingPathComponent("datasets/samples/reviews/\(split).tsv").path
    #expect(
      try TextSplit.read(path: file).sha256 == sample.split(split).sha256,
      "run datasets/embed-samples.sh after changing datasets/samples")
  }

  @Test func leftOutExamplesAreCountedAndOtherFilesNoted() throws {
    let text = "0 ||| a\n1 ||| b\n2 ||| c\n3 ||| d\n4 ||| e\n2 ||| f\n"
    try withFile("sst-dev.txt", Array(text.utf8)) { path in
      // The folder of the data set itself is accepted too.
      let folder = String(path.dropLast("/sst-dev.txt".count))
      let split = try NamedDataset.named("sst2").split("dev", folder: folder)
      #expect(contents(split) == ["negative: a", "negative: b", "positive: d", "positive: e"])
      #expect(split.examples.map(\.line) == [1, 2, 4, 5])
      #expect(split.droppedCount == 2)
      #expect(split.notes.count == 2)
      #expect(split.notes[0].contains("differs from the published one"))
      #expect(
        split.notes[1]
          == "sst2 dev: left out 2 of 6 examples, those with the label 2, by the definition of the data set")
      let five = try NamedDataset.named("sst5").split("dev", folder: folder)
      #expect(
        five.examples.map(\.label) == ["very negative", "negative", "neutral", "positive", "very positive", "neutral"])
      #expect(five.droppedCount == 0)
    }
  }

  @Test func unknownLabelsOfADataSet() throws {
    try withFile("cfimdb-dev.txt", Array("0 ||| a\n2 ||| b\n".utf8)) { path in
      let folder = String(path.dropLast("/cfimdb-dev.txt".count))
      #expect(
        problems { () throws(DatasetError) in _ = try NamedDataset.named("cfimdb").split("dev", folder: folder) }
          == [DatasetProblem(line: 2, kind: .unknownLabel("2", expected: ["0", "1"]))])
    }
  }

  @Test(.enabled(if: dataFolder != nil, "ATTUNE_DATA is not set"))
  func realDataHasThePublishedCountsAndHashes() throws {
    for dataset in NamedDataset.all where !dataset.card.isBundled {
      for file in dataset.card.files {
        let split = try dataset.split(file.split, folder: dataFolder)
        #expect(split.examples.count == file.count)
        #expect(split.sha256 == file.sha256)
        #expect(try FileManager.default.attributesOfItem(atPath: split.path)[.size] as? Int == file.bytes)
        #expect(split.notes.count == (split.droppedCount > 0 ? 1 : 0))
        _ = try split.classes(dataset.labels)
      }
    }
  }
}
