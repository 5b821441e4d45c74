import Datasets
import Testing

/// Rules for every data set in the lists of `Catalog.swift`, so that a new one is tested without a line here.
@Suite struct CatalogTests {
  @Test func namesAreUniqueAndOneWord() {
    let names = DatasetCard.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      // A data set's name on the command line must not look like a file.
      #expect(!name.isEmpty && !name.contains { $0.isWhitespace || $0 == "/" || $0 == "." }, "\(name)")
    }
  }

  @Test func questionsAreFoundByTheirNames() throws {
    let names = NamedQuestions.all.map(\.name)
    #expect(Set(names).isSuperset(of: ["birthplaces", "webquestions"]))
    for name in names { #expect(try NamedQuestions.named(name).name == name) }
    #expect(throws: DatasetError.unknownDataset("webquestion", expected: names)) {
      try NamedQuestions.named("webquestion")
    }
  }

  @Test func documentsAreFoundByTheirNames() throws {
    let names = NamedDocuments.all.map(\.name)
    #expect(names.contains("shakespeare") && names == DatasetCard.pretraining.map(\.name))
    for name in names { #expect(try NamedDocuments.named(name).name == name) }
    #expect(throws: DatasetError.unknownDataset("shakespear", expected: names)) {
      try NamedDocuments.named("shakespear")
    }
  }

  @Test func listsForMessages() {
    #expect(DatasetCard.classification.map(\.name) == NamedDataset.all.map(\.name))
    #expect(DatasetCard.questionAnswering.map(\.name) == ["biographies"] + NamedQuestions.all.map(\.name))
    #expect(Array(DatasetCard.classification.prefix(2)).nameList == "sample, sst2")
    let splits = DatasetCard.all.splitNames
    #expect(splits.prefix(3) == ["train", "dev", "test"])
    #expect(Set(splits) == Set(DatasetCard.all.flatMap(\.splitNames)) && Set(splits).count == splits.count)
  }

  @Test(arguments: DatasetCard.all) func aCardIsComplete(_ card: DatasetCard) {
    for text in [card.summary, card.about, card.source, card.licence] { #expect(!text.isEmpty) }
    #expect(!card.summary.contains("\n"))
    #expect(Set(card.splitNames).count == card.splitNames.count)
    for file in card.files + (card.documents.map { [$0] } ?? []) {
      if card.isBundled {
        #expect(file.path.hasPrefix("datasets/samples/"))
      } else if card.name == "ptb" {
        // Its licence keeps it from us: nobody here has measured it, and no invented checksum may refuse it.
        #expect(file.count != nil && file.bytes == nil && file.sha256 == nil)
      } else {
        #expect((file.count ?? 0) > 0 && (file.bytes ?? 0) > 0)
        #expect(file.sha256?.count == 64)
      }
    }
    if !card.isBundled { #expect(card.howToGet.contains("ATTUNE_DATA")) }
  }

  @Test(arguments: DatasetCard.all.filter { !$0.files.isEmpty }) func recipesCanTrainAndChoose(_ card: DatasetCard) {
    #expect(card.splitNames.contains("train") && card.splitNames.contains("dev"), "\(card.splitNames)")
    #expect(card.files.count { $0.use == .training } == 1)
    #expect(card.files.count { $0.use == .development } == 1)
    #expect(card.testSplitNames == card.files.filter { $0.use == .test }.map(\.split))
  }

  @Test func aDataSetMayHaveFurtherTestSplits() throws {
    let sample = try NamedDataset.named("sample")
    #expect(sample.card.testSplitNames == ["test", "hard"])
    #expect(try sample.split("hard").path == "datasets/samples/reviews/hard.tsv")
  }

  @Test func theNameOfASplitSaysItsUse() throws {
    let card = try NamedQuestions.named("webquestions").card
    #expect(card.files.map(\.split) == ["train", "dev", "devtest", "test"])
    #expect(card.files.map(\.use) == [.training, .development, .onRequest, .test])
    #expect(card.testSplitNames == ["test"])
  }
}
