import Base
// Foundation proper, because only it has Process.
import Foundation
import Recipes
import Tensor
import Testing
import Transformer

/// A tiny encoder with a word-piece vocabulary, a tiny data set, and the binary that trains one on the other.
private struct Workshop {
  let folder: String

  static let binary =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/attune"
  static let praise = ["good", "great", "fine", "lovely", "warm"]
  static let blame = ["bad", "poor", "dull", "cold", "sad"]
  static let filler = ["the", "a", "film", "food", "was", "and", "very", "room", "it", "not", "!", "."]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path
    try makeFolder(folder + "/base")
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + Self.praise + Self.blame + Self.filler
    try writeFile(folder + "/base/vocab.txt", Array((words.joined(separator: "\n") + "\n").utf8))
    let config = """
      {"model_type": "bert", "vocab_size": \(words.count), "hidden_size": 24, "num_hidden_layers": 2,
       "num_attention_heads": 2, "intermediate_size": 40, "hidden_act": "gelu", "max_position_embeddings": 16,
       "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
       "initializer_range": 0.1}
      """
    try writeFile(folder + "/base/config.json", Array(config.utf8))
    let model = try SequenceClassifier(folder: folder + "/base", labelCount: 2, opening: .untrained, seed: 4)
    try model.write(to: folder + "/base", labels: ["down", "up"])
    for (name, count, seed) in [("train", 120, 1), ("dev", 40, 2)] {
      try writeFile(folder + "/\(name).tsv", Array(Self.texts(count, seed: UInt64(seed)).utf8))
    }
  }

  private static func texts(_ count: Int, seed: UInt64) -> String {
    var state = seed
    func pick(_ words: [String]) -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return words[Int(state >> 33) % words.count]
    }
    return "label\ttext\n"
      + (0..<count).map { index in
        let isPraise = index % 2 == 0
        let words =
          (0..<(2 + Int(state >> 40) % 5)).map { _ in pick(filler) } + [pick(isPraise ? praise : blame), pick(filler)]
        return "\(isPraise ? "up" : "down")\t\(words.joined(separator: " "))\n"
      }.joined()
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The settings of a run; `extra` takes the place of a default with the same key.
  func settings(_ extra: [String]) -> [String] {
    let defaults = [
      "model=\(folder)/base", "train_file=\(folder)/train.tsv", "dev_file=\(folder)/dev.tsv", "epochs=6",
      "batch_size=8", "learning_rate=2e-3", "warmup=0.1",
    ]
    func key(_ setting: String) -> Substring { setting.prefix { $0 != "=" } }
    return defaults.filter { setting in !extra.contains { key($0) == key(setting) } } + extra
  }

  struct Outcome {
    let code: Int32
    let output: String
    let error: String
  }

  func start(_ words: [String]) throws -> (process: Process, output: Pipe, error: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: Self.binary)
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    let pipes = (Pipe(), Pipe())
    process.standardOutput = pipes.0
    process.standardError = pipes.1
    try process.run()
    return (process, pipes.0, pipes.1)
  }

  @discardableResult func attune(_ words: [String]) throws -> Outcome {
    let (process, output, error) = try start(words)
    let outputText = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Outcome(code: code, output: outputText, error: errorText)
  }

  /// Trains with the shipped recipe on this data.
  func train(_ name: String, _ extra: [String] = []) throws -> Outcome {
    try attune(["run", "sentiment/sample"] + settings(extra) + ["--output", folder + "/" + name])
  }

  func hash(_ path: String) throws -> String { try SHA256.hexadecimal(ofFile: folder + "/" + path) }
  func lines(_ path: String) throws -> [JSON] {
    try readFile(folder + "/" + path).split(separator: 10).map { try JSON(parsing: $0) }
  }
}

@Suite struct SentimentTests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let outcome = try shop.train("run", ["epochs=12"])
    #expect(outcome.code == 0, "\(outcome.error)")
    for file in [
      "config.yaml", "metrics.jsonl", "results.json", "best/config.json", "best/model.safetensors",
      "best/vocab.txt", "best/attune.json", "last/model.safetensors", "last/optimizer.safetensors",
    ] { #expect(exists(shop.folder + "/run/" + file), "\(file)") }

    let lines = try shop.lines("run/metrics.jsonl")
    let steps = lines.filter { $0["split"] == nil }
    #expect(steps.map { $0["step"]?.integer } == Array(1...180))
    for line in lines {
      for key in ["step", "epoch", "loss", "learning_rate", "tokens_per_second", "seconds"] {
        #expect(line[key]?.number?.isFinite == true, "\(key) in \(line.compact)")
      }
    }
    // The words decide the label: less than that would be a broken model or optimiser.
    let evaluation = try shop.attune(["evaluate", "run/best", "--format", "json"])
    #expect(evaluation.code == 0, "\(evaluation.error)")
    let scores = try JSON(parsing: evaluation.output)
    #expect(try #require(scores["accuracy"]?.number) >= 0.95)
    for key in [
      "accuracy", "macro_f1", "mcc", "loss", "count", "interval", "confusion", "per_class", "baselines",
      "checkpoint_sha256", "data_sha256",
    ] { #expect(scores[key] != nil, "\(key)") }
    #expect(scores["checkpoint_sha256"]?.string == (try shop.hash("run/best/model.safetensors")))
    #expect(scores["data_sha256"]?.string == (try shop.hash("dev.tsv")))
    #expect(scores["count"] == .integer(40))

    // What was reported at the end of the run is what the folder gives when it is opened again.
    let results = try JSON(parsing: readFile(shop.folder + "/run/results.json"))
    #expect(results["dev"]?["loss"] == scores["loss"])

    let prediction = try shop.attune([
      "predict", "run/best", "the food was lovely .", "the room was cold .", "--format", "jsonl",
    ])
    let predicted = try prediction.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(predicted.map { $0["label"]?.string } == ["up", "down"])
    #expect(predicted[0]["text"]?.string == "the food was lovely .")
    let shares = try #require(predicted[0]["probabilities"]?.object)
    #expect(abs(shares.members.reduce(0) { $0 + ($1.value.number ?? 0) } - 1) < 1e-9)
  }

  /// Bit for bit: the order of the data, dropout and every sum depend on seed and step alone.
  @Test func threadsDoNotChangeABitAndSeedsDo() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    var hashes: [String] = []
    for extra in [["threads=1"], ["threads=2"], ["threads=3"], ["threads=2", "seed=2"]] {
      #expect(try shop.train("run\(hashes.count)", extra + ["epochs=2"]).code == 0)
      hashes.append(try shop.hash("run\(hashes.count)/last/model.safetensors"))
    }
    #expect(hashes[1] == hashes[0])
    #expect(hashes[2] == hashes[0])
    #expect(hashes[3] != hashes[0])
  }

  /// Killed without warning, and stopped by a signal: both go on to the very bits of a run that was left alone.
  @Test(arguments: [SIGKILL, SIGTERM]) func aStoppedRunGoesOnToTheSameBits(_ signal: Int32) throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let extra = ["epochs=40", "evaluate_every=7"]
    #expect(try shop.train("whole", extra).code == 0)
    let words = ["run", "sentiment/sample"] + shop.settings(extra) + ["--output", shop.folder + "/cut"]
    let (process, output, _) = try shop.start(words)
    // Stop it once it has passed a checkpoint and is between two.
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      let log = (try? readFile(shop.folder + "/cut/metrics.jsonl")) ?? []
      if log.count(where: { $0 == 10 }) >= 20 { break }
      usleep(2000)
    }
    kill(process.processIdentifier, signal)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(!exists(shop.folder + "/cut/results.json"), "the run ended before it could be stopped")
    let resumed = try shop.attune(words + ["--resume"])
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(resumed.output.contains("resumed after step"))
    #expect(try shop.hash("cut/last/model.safetensors") == shop.hash("whole/last/model.safetensors"))
    #expect(try shop.hash("cut/best/model.safetensors") == shop.hash("whole/best/model.safetensors"))
    let steps = try shop.lines("cut/metrics.jsonl").filter { $0["split"] == nil }
    #expect(steps.map { $0["step"]?.integer } == Array(1...600))
  }

  @Test func accumulationEqualsTheBigBatch() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    // Dropout counts batches, so it is switched off to compare.
    var config = try #require(JSON(parsing: readFile(shop.folder + "/base/config.json")).object)
    config["hidden_dropout_prob"] = .number(0)
    config["attention_probs_dropout_prob"] = .number(0)
    try writeFile(shop.folder + "/base/config.json", Array(JSON.object(config).compact.utf8))
    #expect(try shop.train("big", ["batch_size=12", "epochs=2"]).code == 0)
    #expect(try shop.train("small", ["batch_size=4", "accumulation=3", "epochs=2"]).code == 0)
    let losses = try ["big", "small"].map { name in
      try shop.lines("\(name)/metrics.jsonl").filter { $0["split"] == nil }.map { $0["loss"]!.number! }
    }
    #expect(losses[0].count == 20)
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $0) })
  }

  @Test func otherTasksAndSettingsRun() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    for (index, extra) in [
      ["pooling=mean", "layer_decay=0.9", "label_smoothing=0.1", "class_weights=[1, 2]", "schedule=cosine"],
      [
        "pooling=first", "batch_tokens=60", "group_by_length=true", "freeze=[embeddings, layer.0]", "schedule=constant",
      ],
    ].enumerated() {
      let outcome = try shop.train("run\(index)", extra + ["epochs=2"])
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(try shop.attune(["evaluate", "run\(index)/best"]).code == 0)
    }
    let frozen = try SafetensorsFile(path: shop.folder + "/run1/last/model.safetensors")
    let base = try SafetensorsFile(path: shop.folder + "/base/model.safetensors")
    let embedding = "bert.embeddings.word_embeddings.weight"
    #expect(frozen.tensor(embedding) == base.tensor(embedding))
    let last = "bert.encoder.layer.1.output.dense.weight"
    #expect(frozen.tensor(last) != base.tensor(last))

    // Regression on numbers.
    for name in ["train", "dev"] {
      let text = String(decoding: try readFile(shop.folder + "/\(name).tsv"), as: UTF8.self)
      let numbers = text.replacing("\nup\t", with: "\n1.5\t").replacing("\ndown\t", with: "\n-0.5\t")
      try writeFile(shop.folder + "/\(name).tsv", Array(numbers.utf8))
    }
    let outcome = try shop.train("regression", ["task=regression", "metric=loss", "epochs=15"])
    #expect(outcome.code == 0, "\(outcome.error)")
    let scores = try JSON(parsing: shop.attune(["evaluate", "regression/best", "--format", "json"]).output)
    let error = try #require(scores["mse"]?.number)
    #expect(error < 0.3)
    #expect(try #require(scores["baselines"]?["mean_mse"]?.number) > 0.9)
  }

  /// What a new user would do wrong: one clear message, the right exit code, nothing half-written.
  @Test func mistakesAreExplained() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    func refuse(_ extra: [String], code: Int32, _ words: String...) throws {
      let outcome = try shop.train("wrong", extra)
      #expect(outcome.code == code, "\(extra): \(outcome.error)")
      for word in words { #expect(outcome.error.contains(word), "\(extra): \(outcome.error)") }
      #expect(!exists(shop.folder + "/wrong"), "\(extra) left a folder behind")
    }
    try refuse(["learning_rat=1"], code: 2, "learning_rat", "did you mean learning_rate")
    try refuse(["epochs=many"], code: 2, "epochs", "a whole number", "many")
    try refuse(["train_file=nowhere.tsv"], code: 2, "train_file", "nowhere.tsv")
    try refuse(["model=no-such-model"], code: 2, "attune download no-such-model")
    try refuse(["labels=[up, sideways]"], code: 1, "down", "train.tsv")
    try refuse(["freeze=[layer.7]"], code: 1, "layer.7")
    try refuse(["max_length=99"], code: 1, "max_length", "16")
    try writeFile(shop.folder + "/empty.tsv", [])
    try refuse(["train_file=\(shop.folder)/empty.tsv"], code: 1, "empty.tsv")

    // A vocabulary with more words than the embedding has rows.
    let vocabulary = try readFile(shop.folder + "/base/vocab.txt")
    try writeFile(shop.folder + "/base/vocab.txt", vocabulary + Array("extra\n".utf8))
    try refuse([], code: 1, "28 tokens", "27 rows")
    try writeFile(shop.folder + "/base/vocab.txt", vocabulary)

    // A checkpoint whose shapes are another's, and one of another architecture.
    let config = String(decoding: try readFile(shop.folder + "/base/config.json"), as: UTF8.self)
    try writeFile(
      shop.folder + "/base/config.json",
      Array(config.replacing("\"intermediate_size\": 40", with: "\"intermediate_size\": 44").utf8))
    try refuse([], code: 1, "intermediate.dense.weight", "[40, 24]", "[44, 24]")
    try writeFile(
      shop.folder + "/base/config.json", Array(config.replacing("\"bert\"", with: "\"llama\"").utf8))
    try refuse([], code: 1, "llama", "distilbert")
  }

  @Test func aRunThatCannotWriteSaysSo() throws {
    let shop = try Workshop()
    defer { shop.remove() }
    // A file-size limit stands in for a full disk: the checkpoint does not fit, the log does.
    let words = (["run", "sentiment/sample"] + shop.settings([]) + ["--output", shop.folder + "/full"])
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "trap '' XFSZ; ulimit -f 24; exec '\(Workshop.binary)' \"$@\"", "bash"] + words
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.contains("model.safetensors"), "\(text)")
    let left = try folderContents(shop.folder + "/full")
    #expect(!left.contains("best") && !left.contains { $0.contains(".new-") }, "\(left)")
  }
}
