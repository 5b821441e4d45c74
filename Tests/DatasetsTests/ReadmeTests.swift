import Datasets
import Foundation
import Testing

/// The part of `datasets/README.md` about the data sets, written from their cards.
@Suite struct ReadmeTests {
  @Test func theReadmeIsWrittenFromTheCards() throws {
    let file = repository.appendingPathComponent("datasets/README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(text.range(of: "<!-- begin: written from the cards -->\n"))
    let end = try #require(text.range(of: "<!-- end -->", range: begin.upperBound..<text.endIndex))
    let expected = try page()
    if ProcessInfo.processInfo.environment["ATTUNE_WRITE_README"] != nil {
      let new = text[..<begin.upperBound] + expected + text[end.lowerBound...]
      try String(new).write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(
        text[begin.upperBound..<end.lowerBound] == expected,
        "write the page with: ATTUNE_WRITE_README=1 swift test --filter ReadmeTests")
    }
  }

  private func page() throws -> String {
    var text = "| name | task | splits |\n|---|---|---|\n"
    for card in DatasetCard.all { text += try "| `\(card.name)` | \(task(of: card)) | \(splits(of: card)) |\n" }
    for card in DatasetCard.all { text += "\n### \(card.name)\n\n\(section(of: card))" }
    return text
  }

  private func task(of card: DatasetCard) -> String {
    let isClassification = DatasetCard.classification.contains { $0.name == card.name }
    if isClassification { return "classification: \(card.labelNames.joined(separator: ", "))" }
    return DatasetCard.pretraining.contains { $0.name == card.name } ? "texts" : "questions"
  }

  /// The splits with their numbers of examples.
  private func splits(of card: DatasetCard) throws -> String {
    if card.files.isEmpty { return "generated" }
    let counts = try card.files.map { file in
      let count = try file.count ?? NamedDataset.named(card.name).split(file.split).examples.count
      return "\(file.split) \(count)"
    }
    return (counts + (card.documents.map { ["documents \($0.count ?? 0)"] } ?? [])).joined(separator: ", ")
  }

  private func section(of card: DatasetCard) -> String {
    var text = "\(card.about)\n\nSource: \(card.source).\nLicence: \(card.licence).\n"
    if !card.commands.isEmpty { text += "\n" + card.commands.map { "    \($0)\n" }.joined() }
    let all = (card.files + (card.documents.map { [$0] } ?? [])).filter { $0.sha256 != nil }
    // Splits may be parts of one file.
    let files = all.enumerated().filter { index, file in all.firstIndex { $0.path == file.path } == index }.map(
      \.element)
    if !files.isEmpty { text += "\n| file | bytes | SHA-256 |\n|---|---|---|\n" }
    for file in files { text += "| `\(file.path)` | \(file.bytes ?? 0) | \(file.sha256 ?? "") |\n" }
    return text
  }
}
