import Attune
// Foundation proper, because only it has Process.
import Foundation
import Testing

/// The code of Documentation/library.md is the code that is compiled, and it runs.
@Suite(.serialized) struct LibraryPageTests {
  private static let documentation = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Documentation").path

  /// The lines between a line that satisfies `begins` and the next that is `end`, for each such pair.
  private func blocks(_ file: String, from begins: (String) -> Bool, to end: String) throws -> [String] {
    var blocks: [String] = []
    var open: [String]?
    for line in String(decoding: try readFile(Self.documentation + "/" + file), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init) {
      if let lines = open {
        open = line == end ? nil : lines + [line]
        if open == nil { blocks.append(lines.joined(separator: "\n")) }
      } else if begins(line) {
        open = []
      }
    }
    #expect(open == nil, "\(file): a block has no end")
    return blocks
  }

  @Test func thePageShowsTheCodeThatIsCompiled() throws {
    let shown = try blocks("library.md", from: { $0 == "```swift" }, to: "```")
    let compiled = try blocks("Snippets/main.swift", from: { $0.hasPrefix("// Block: ") }, to: "// End")
    #expect(shown.count == 5)
    // The first block is for the manifest of a package that uses Attune.
    #expect(shown.first?.contains(".product(name: \"Attune\", package: \"attune\")") == true)
    #expect(Array(shown.dropFirst()) == compiled)
  }

  @Test func thePageNamesFilesThatExist() throws {
    let page = String(decoding: try readFile(Self.documentation + "/library.md"), as: UTF8.self)
    let links = page.matches(of: /\]\(([^)#:]+)\)/).map { String($0.1) }
    #expect(!links.isEmpty)
    for link in links {
      #expect(FileManager.default.fileExists(atPath: Self.documentation + "/" + link), "\(link)")
    }
  }

  @Test func theSnippetsRun() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try folder.writeClassifier("runs/sentiment/best")
    try folder.writeLanguageModel("runs/qa/best")
    try folder.writeLanguageModel("runs/pretrain/best")
    let lines = try folder.run("library-snippets", []).split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count >= 4)
    #expect(lines[0].contains("probability: ") && lines[0].contains("negative") && lines[0].contains("positive"))
    #expect(!lines[1].isEmpty)
    #expect(lines.contains("vectors [2, 8]"))
  }

  @Test func theExampleTrainsAClassifier() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try folder.writeClassifier("base")
    let texts = (0..<32).map { $0 % 2 == 0 ? "positive\tgood film" : "negative\tbad film" }
    try folder.write("train.tsv", "label\ttext\n" + texts.joined(separator: "\n") + "\n")
    let output = try folder.run("train-a-classifier", ["base", "train.tsv"])
    #expect(output.contains("step 6 of 6, loss "))
    let predictor = try Predictor(checkpoint: folder.path + "/my-classifier")
    #expect(predictor.labels.sorted() == ["negative", "positive"])
  }
}
