import Base
import Pipelines
import Recipes
import Runs
import Testing

/// Every run that ships: its settings are right as they stand, and it runs, made small, on data that is here.
@Suite struct ConfigTests {
  private static let small = [
    "architecture.layers=1", "architecture.heads=2", "architecture.hidden_size=16", "pretraining.epochs=1",
    "pretraining.batch_size=8", "finetuning.epochs=1", "finetuning.batch_size=8",
  ]
  private static let towns = ["train_file=train.tsv", "dev_file=dev.tsv", "documents_file=documents.txt"]
  private static let reviews = ["model=./base", "train_file=reviews.tsv", "dev_file=reviews.tsv", "epochs=1"]
  private static let words = Array(reviews.dropFirst()) + ["dan.vectors=vectors.txt"]

  /// What stands in for models and data that have to be downloaded, and what makes a run small.
  private static let runs: [String: [String]] = [
    "sentiment/sample": ["model=./base", "epochs=1"],
    "sentiment/sst2": reviews,
    "sentiment/sst2-tuned": reviews,
    "sentiment/sst5": reviews,
    "sentiment/sst5-tuned": reviews,
    "sentiment/cfimdb": reviews,
    "sentiment/cfimdb-long": reviews,
    "sentiment/cfimdb-linformer": reviews + ["projection_length=6"],
    "sentiment/dan": ["epochs=2"],
    "sentiment/dan-sst2": words,
    "sentiment/dan-sst5": words,
    "sentiment/dan-cfimdb": words,
    "qa/biographies": small + ["biographies.people=12", "biographies.texts_per_person=2"],
    "qa/birthplaces": towns + small,
    "qa/birthplaces-no-pretraining": towns + small.filter { !$0.hasPrefix("pretraining") },
    "qa/birthplaces-vanilla": towns + small,
    "qa/birthplaces-rotary": towns + small,
    "qa/birthplaces-synthesizer": towns + small,
    "qa/birthplaces-windowed": towns + small,
    "qa/birthplaces-bigbird": towns + small,
    "qa/birthplaces-perceiver": towns + small.filter { !$0.hasPrefix("architecture.layers") } + [
      "architecture.layers=2"
    ],
    "qa/webquestions": towns + small.filter { !$0.hasPrefix("pretraining") } + ["model=./gpt"],
    "pretrain/characters": ["documents_file=documents.txt"] + small.filter { !$0.hasPrefix("finetuning") },
    "pretrain/shakespeare": ["documents_file=documents.txt", "dev_share=0.1"]
      + small.filter { !$0.hasPrefix("finetuning") },
    "pretrain/bigram": ["documents_file=documents.txt", "dev_share=0.1", "pretraining.epochs=1"],
    "pretrain/bigram-birthplaces": ["documents_file=documents.txt", "pretraining.epochs=1"],
    "pretrain/bigram-ptb": ["documents_file=documents.txt", "dev_share=0.1", "pretraining.epochs=1"],
  ]

  /// The lines of a shipped run without its comment.
  private func lines(_ name: String) throws -> [String] {
    let config = try #require(ClosedBookQA.configs.first { $0.name == name })
    let text = String(decoding: config.yaml, as: UTF8.self)
    return text.split(separator: "\n").map { String($0) }.filter { !$0.hasPrefix("#") }
  }

  /// What the models of the assignment are compared by.
  @Test(arguments: [("rotary", "  positions: rotary"), ("synthesizer", "  attention: synthesizer")])
  func theModelsOfTheAssignmentDifferInOneLine(_ name: String, _ line: String) throws {
    let (vanilla, other) = (try lines("birthplaces-vanilla"), try lines("birthplaces-" + name))
    #expect(other.filter { $0 != line } == vanilla)
    #expect(other.count == vanilla.count + 1)
  }

  @Test(arguments: ["windowed", "bigbird"]) func sparseAttentionIsAllThatDiffers(_ name: String) throws {
    let own = ["attention", "window", "block_size", "random_blocks"].map { "  \($0): " }
    let other = try lines("birthplaces-" + name).filter { line in !own.contains { line.hasPrefix($0) } }
    #expect(try other == lines("birthplaces"))
  }

  @Test func everyShippedRunIsValidAndRuns() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.addEncoder("base")
    try sandbox.write("reviews.tsv", Sandbox.texts(40, seed: 1))
    try sandbox.write("vectors.txt", "good 1 0 0.5\nbad 0 1 0.5\n")
    // A decoder with the tokens of GPT-2's runs.
    try sandbox.train("first", ["separator=\"\\n\"", "end=<|endoftext|>"])
    try move(sandbox.folder + "/first/best", to: sandbox.folder + "/gpt")
    let shipped = recipes.flatMap { recipe in recipe.configs.map { "\(recipe.name)/\($0.name)" } }
    #expect(shipped.sorted() == Self.runs.keys.sorted())
    for name in shipped {
      let run = try #require(Self.runs[name])
      let validated = try sandbox.attune(["validate", name] + run)
      #expect(validated.code == 0, "\(name): \(validated.error)")
      let folder = "runs-" + name.replacing("/", with: "-")
      let outcome = try sandbox.attune(["run", name] + run + ["--output", folder])
      #expect(outcome.code == 0, "\(name): \(outcome.error)")
      #expect(sandbox.exists(folder + "/results.json") && sandbox.exists(folder + "/best/model.safetensors"), "\(name)")
    }
  }
}
