import Base
import Foundation
import Testing

/// Checkpoints that differ from their description, and the wrong data: refused, or reported with the score.
@Suite struct CheckpointHonestyTests {
  private static func trained(_ extra: [String] = []) throws -> Sandbox {
    let sandbox = try Sandbox.reviews()
    try sandbox.train("run", ["epochs=1"] + extra)
    return sandbox
  }

  /// Changes members of a JSON file in the folder; nil removes.
  private static func change(_ path: String, in sandbox: Sandbox, _ members: [(String, JSON?)]) throws {
    var object = try #require(sandbox.json(path).object)
    for (key, value) in members { object[key] = value }
    try sandbox.write(path, JSON.object(object).compact)
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", ["finetuning.epochs=1", "pretraining.epochs=1"])
    try sandbox.addEncoder("classifier")
    for folder in ["run/best", "classifier"] {
      var bytes = try readFile("\(sandbox.folder)/\(folder)/model.safetensors")
      bytes.replaceSubrange((bytes.count - 4)..., with: [0, 0, 0xC0, 0x7F])
      try writeFile("\(sandbox.folder)/\(folder)/model.safetensors", bytes)
    }
    let problem = "has values that are not finite"
    try sandbox.expectFailure(
      ["run", "sentiment/sample", "pooling=native", "model=./classifier", "--output", "wrong"], code: 1,
      ["classifier/model.safetensors", problem])
    #expect(!sandbox.exists("wrong"))
    try sandbox.expectFailure(["predict", "classifier", "lovely"], code: 1, [problem])
    try sandbox.expectFailure(["evaluate", "run/best"], code: 1, [problem])
    try sandbox.expectFailure(["generate", "run/best", "--prompt", "Ada"], code: 1, [problem])
    try sandbox.expectFailure(["answer", "run/best", "Where was Ada born?"], code: 1, [problem])
  }

  @Test func aConfigurationThatLeavesLayersAsideIsRefused() throws {
    let sandbox = try Self.trained()
    defer { sandbox.remove() }
    try Self.change("run/best/config.json", in: sandbox, [("num_hidden_layers", .integer(1))])
    for command in ["evaluate", "predict"] {
      try sandbox.expectFailure(
        [command, "run/best"] + (command == "predict" ? ["lovely"] : []), code: 1,
        ["run/best/config.json does not describe the saved model: 16 tensors", "layer.1."])
    }
    // What others saved may hold more than a classifier needs, and it is said.
    try removeAll(sandbox.folder + "/run/best/attune.json")
    let outcome = try sandbox.attune(["evaluate", "run/best", "--data", "dev.tsv"])
    #expect(outcome.code == 0 && outcome.output.contains("in the checkpoint but not used: "), "\(outcome)")
    #expect(outcome.output.contains(" and 11 more"), "\(outcome.output)")
    try removeAll(sandbox.folder + "/run/best/config.json")
    try sandbox.expectFailure(["predict", "run/best", "lovely"], code: 1, ["run/best has weights but no config.json"])
  }

  @Test func otherDataAndOtherWeightsThanThoseOfTheRunAreSaid() throws {
    let sandbox = try Self.trained(["test_file=dev.tsv"])
    defer { sandbox.remove() }
    #expect(try sandbox.scores("run/best")["notes"] == .array([]))
    try sandbox.write("dev.tsv", try sandbox.read("dev.tsv") + "up\tlovely .\n")
    for split in ["dev", "test"] {
      let note = try #require(sandbox.scores("run/best", ["--split", split])["notes"]?.array?.first?.string)
      #expect(note.hasPrefix("warning: dev.tsv is not the file that the run used as its \(split) data"), "\(note)")
    }
    // Data that were asked for are what they are.
    let asked = try sandbox.scores("run/best", ["--data", "dev.tsv"])
    #expect(asked["notes"] == .array([]) && asked["split"] == "all", "\(asked.compact)")
    try sandbox.expectFailure(
      ["evaluate", "run/best", "--data", "dev.tsv", "--split", "test"], code: 2, ["--split", "dev.tsv is a file"])
    try writeFile(
      sandbox.folder + "/run/best/model.safetensors", try readFile(sandbox.folder + "/run/last/model.safetensors"))
    try Self.change("run/best/attune.json", in: sandbox, [("model_sha256", "0123456789abcdef")])
    let notes = try #require(sandbox.scores("run/best", ["--data", "dev.tsv"])["notes"]?.array)
    #expect(notes == ["warning: run/best/attune.json was written for other weights: its model_sha256 is 0123456789ab…"])
  }

  /// A run on files has no other splits, also where its settings name a data set as well.
  @Test func aDataSetThatWasNotTrainedOnIsNotScored() throws {
    let sandbox = try Self.trained(["dataset=sample"])
    defer { sandbox.remove() }
    try sandbox.expectFailure(
      ["evaluate", "run/best", "--split", "test"], code: 1, ["the run that made run/best had no test data"])
  }

  @Test func aForeignHeadIsTakenForWhatItIs() throws {
    let sandbox = try Self.trained()
    defer { sandbox.remove() }
    try removeAll(sandbox.folder + "/run/best/attune.json")
    try Self.change("run/best/config.json", in: sandbox, [("problem_type", "multi_label_classification")])
    try sandbox.expectFailure(["predict", "run/best", "lovely"], code: 1, ["multi_label_classification"])
    // One output without a word on what it is: transformers takes it for a value.
    let settings = ["task=regression", "epochs=1", "train_file=values.tsv", "dev_file=values.tsv", "metric=loss"]
    try sandbox.write("values.tsv", "label\ttext\n0.5\tlovely .\n0.25\tcold .\n")
    try sandbox.train("value", settings)
    let before = try sandbox.attune(["predict", "value/best", "lovely ."]).output
    try removeAll(sandbox.folder + "/value/best/attune.json")
    try Self.change("value/best/config.json", in: sandbox, [("problem_type", nil), ("id2label", ["0": "LABEL_0"])])
    let outcome = try sandbox.attune(["predict", "value/best", "lovely ."])
    #expect(outcome.output == before && outcome.code == 0, "\(outcome)")
  }

  @Test func aHeadOfOtherLabelsIsSaid() throws {
    let sandbox = try Self.trained()
    defer { sandbox.remove() }
    for (labels, isSaid) in [("[up, down]", true), ("[down, up]", false)] {
      let outcome = try sandbox.attune(["validate", "run.yaml", "model=./run/best", "labels=\(labels)", "--no-timing"])
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("was trained for the labels down, up, in this order") == isSaid, "\(outcome)")
    }
  }

  @Test func aPairIsNotHalf() throws {
    let sandbox = try Self.trained(["pair_column=text"])
    defer { sandbox.remove() }
    try sandbox.expectFailure(["predict", "run/best", "lovely"], code: 1, ["text 1 is a single text", "column text"])
    try sandbox.expectFailure(["predict", "run/best"], input: "lovely\n", code: 1, ["text 1 is a single text"])
  }

  @Test func standardInputIsReadAsAFileIs() throws {
    let sandbox = try Self.trained()
    defer { sandbox.remove() }
    let plain = try sandbox.attune(["predict", "run/best"], input: "lovely food\ncold room\n")
    let marked = try sandbox.attune(["predict", "run/best"], input: "\u{FEFF}lovely food\r\ncold room")
    #expect(plain.output == marked.output && plain.output.split(separator: "\n").count == 2, "\(marked)")
    let broken = try sandbox.attune(["predict", "run/best"], bytes: Array("lovely\n".utf8) + [0xFF, 0x0A])
    #expect(broken.code == 1 && broken.error == "error: standard input, line 2: not UTF-8 text; convert it first\n")
    #expect(broken.output.hasSuffix("lovely\n"))
  }

  /// Masks that nobody reads come in any format; a weight in one that cannot be read is named.
  @Test func formatsOfNumbersThatCannotBeRead() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", ["finetuning.epochs=1", "pretraining.epochs=1"])
    let path = sandbox.folder + "/run/best/model.safetensors"
    let bytes = try readFile(path)
    let length = (0..<8).reduce(0) { $0 + Int(bytes[$1]) << (8 * $1) }
    let json = try JSON(parsing: bytes[8..<(8 + length)])
    let header = try #require(json.object)
    let size = bytes.count - 8 - length
    func write(_ header: JSON.Object, _ extra: [UInt8]) throws {
      let text = Array(JSON.object(header).compact.utf8)
      let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
      try writeFile(path, count + text + bytes[(8 + length)...] + extra)
    }
    var masked = header
    masked["transformer.h.0.attn.bias"] = [
      "dtype": "U8", "shape": [.integer(2), .integer(2)], "data_offsets": [.integer(size), .integer(size + 4)],
    ]
    try write(masked, [1, 0, 1, 1])
    let outcome = try sandbox.attune(["answer", "run/best", "Where was Ada born?"])
    #expect(outcome.code == 0, "\(outcome.error)")
    let scores = try sandbox.scores("run/best")
    let notes = (scores["notes"]?.array ?? []).compactMap(\.string)
    #expect(scores["notes"]?.array?.count == notes.count && !notes.contains { $0.contains("not used") }, "\(notes)")
    var whole = header
    let (name, entry) = try #require(header.members.first { $0.key.hasSuffix("ln_f.bias") })
    var members = try #require(entry.object)
    (members["dtype"], members["shape"]) = ("U32", entry["shape"])
    whole[name] = .object(members)
    try write(whole, [])
    try sandbox.expectFailure(
      ["answer", "run/best", "Where was Ada born?"], code: 1, ["\(name) is stored as U32; F32, F16, BF16, I32 and I64"])
  }

  @Test func whatCannotBeRunOrHeldIsRefusedBeforeItIsMade() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try Self.change("base/config.json", in: sandbox, [("is_decoder", .bool(true))])
    try sandbox.expectFailure(["validate", "run.yaml", "--no-timing"], code: 1, ["is_decoder is true; only encoders"])
    let town = try Sandbox.questions()
    defer { town.remove() }
    func refuse(_ settings: String..., words: String) throws {
      let outcome = try town.attune(["validate", "run.yaml", "--no-timing"] + settings.map { "architecture." + $0 })
      #expect(outcome.code != 0 && outcome.error.contains(words), "\(outcome)")
    }
    try refuse("hidden_size=65536", "layers=1000", "heads=64", words: "architecture: the model has 51539")
    try refuse("dropout=0.995", words: "must be from 0 to 0.99")
    try refuse("initializer_range=200", words: "must be above 0 and at most 100")
    try town.expectFailure(
      ["validate", "run.yaml", "--no-timing", "finetuning.epsilon=1e-50"], code: 2, ["must be at least 1.2e-38"])
  }

  @Test func trainingDataThatSayAThingTwiceAreRemarkedOn() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.write("train.tsv", "label\ttext\nup\tlovely .\ndown\tcold .\ndown\tlovely .\ndown\tcold .\n")
    let texts = try sandbox.attune(["validate", "run.yaml", "--no-timing"])
    #expect(
      texts.output.contains("train: 1 text stood there before with another label (the first: line 4, before on line 2)")
    )
    #expect(
      texts.output.contains(
        "train: 1 text stood there before with the same label (the first: line 5, before on line 3)"))
    let town = try Sandbox.questions()
    defer { town.remove() }
    try town.write("train.tsv", Towns.questions(0..<16) + "\(Towns.question(0))\tBonn\n")
    let questions = try town.attune(["validate", "run.yaml", "--no-timing"])
    #expect(
      questions.output.contains(
        "train: 1 question stood there before with another answer (the first: line 17, before on line 1)"))
    try town.write("train.tsv", "Question\tAnswer\n" + Towns.questions(0..<16))
    try town.expectFailure(
      ["validate", "run.yaml", "--no-timing"], code: 1, ["train.tsv", "line 1: a line that names the columns"])
  }

  /// What a run would do otherwise than it looks, and what cannot be counted.
  @Test func aRunThatCannotBeWhatIsMeantIsSaid() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let one = try sandbox.attune(["validate", "run.yaml", "max_steps=1", "--no-timing"])
    #expect(one.output.contains("with a learning rate of 0: nothing will be trained"), "\(one)")
    try sandbox.expectFailure(
      ["validate", "run.yaml", "--no-timing", "accumulation=1000000", "epochs=5000"], code: 1,
      ["accumulation is 1000000, so 5000 steps have more than 4294967295 batches"])
    try sandbox.write(
      "qa.yaml", "recipe: qa\ndataset: biographies\nbiographies: {people: 10, dev_percent: 90, test_percent: 0}\n")
    try sandbox.expectFailure(
      ["validate", "qa.yaml", "--no-timing"], code: 1, ["people is 10, 9 of them for dev and 1 for test"])
    try makeFolder(sandbox.folder + "/sst")
    for split in ["train", "dev", "test"] { try sandbox.write("sst/sst-\(split).txt", "2 ||| neither nor\n") }
    try sandbox.write("sst2.yaml", "recipe: sentiment\nmodel: ./base\ndataset: sst2\ndata_folder: .\n")
    try sandbox.expectFailure(["validate", "sst2.yaml", "--no-timing"], code: 1, ["sst-train.txt has no examples"])
  }
}
