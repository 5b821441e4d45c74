import Base
import Foundation
import Tensor
import Testing
import Transformer

/// Runs with `model: dan` through the binary.
@Suite struct DeepAveragingRunTests {
  /// The reviews of the other tests without an encoder; a file of vectors that has some of their words.
  private static func sandbox() throws -> Sandbox {
    let settings = """
      recipe: sentiment
      model: dan
      dan: {embedding_size: 12, hidden_size: 20, layers: 2, minimum_count: 2}
      train_file: train.tsv
      dev_file: dev.tsv
      epochs: 6
      batch_size: 8
      learning_rate: 1e-2
      """
    return try Sandbox(
      settings: settings,
      files: [
        "train.tsv": Sandbox.texts(120, seed: 1) + "up\tgood and unheard-of\n", "dev.tsv": Sandbox.texts(40, seed: 2),
        "vectors.txt": "the 0.1 0.2 0.3\ngood 1 0 -1\nbad -1 0 1\ngreat 1 0 -1.5\nelsewhere 3 2 1\n",
      ])
  }

  @Test func aRunLearnsAndItsCheckpointIsUsedLikeAnyOther() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    let outcome = try sandbox.train("run")
    #expect(outcome.output.contains("dan: 2 layers"))
    // "unheard-of" occurs once.
    #expect(outcome.output.contains("train: 1 of"), "\(outcome.output)")
    #expect(outcome.output.contains("bag of words (TF-IDF, logistic regression)   "))
    let evaluation = try sandbox.attune(["evaluate", "run/best", "--format", "json"])
    #expect(evaluation.code == 0, "\(evaluation.error)")
    let scores = try JSON(parsing: evaluation.output)
    #expect(try #require(scores["accuracy"]?.number) >= 0.95)
    #expect(scores["loss"] == (try sandbox.json("run/results.json")["dev"]?["loss"]))
    #expect(scores["baselines"]?["bag_of_words_accuracy"] != nil)
    let prediction = try sandbox.attune([
      "predict", "run/best", "Lovely food!", "The COLD room.", "zyx", "--format", "jsonl",
    ])
    let predicted = try prediction.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(predicted.prefix(2).map { $0["label"]?.string } == ["up", "down"], "\(prediction)")
    #expect(predicted.count == 3, "a text of unknown words is read: \(prediction)")
    try sandbox.expectFailure(["predict", "run/best", "\u{200B}"], code: 1, ["no tokens"])
    let inspection = try sandbox.attune(["inspect", "run/best", "good food", "--format", "json"])
    let inspected = try JSON(parsing: inspection.output)
    #expect(inspected["tokens"]?.array?.count == 2 && inspected["contributions"]?.array?.count == 2, "\(inspection)")
    #expect(inspected["attention"]?.array?.isEmpty == true)
    #expect(try sandbox.attune(["inspect", "run/best", "good food"]).output.contains("2 tokens, no attention"))
    try sandbox.expectFailure(
      ["inspect", "run/best", "good food", "--output", "page.html"], code: 1,
      ["has no attention", "leave --output out"])
    // It is a model to go on from as well.
    try sandbox.train("next", ["model=run/best", "dan=", "epochs=1"])
    try sandbox.expectRefusal(
      ["model=run/best", "dan=", "attention=windowed"], code: 1, ["attention: the model (attune_dan) has none"])
    #expect(try sandbox.json("next/best/config.json")["model_type"]?.string == "attune_dan")
    #expect(try sandbox.attune(["verify", "run"]).code == 0)
  }

  @Test(arguments: [SIGKILL, SIGTERM]) func aStoppedRunGoesOnToTheSameBits(_ signal: Int32) throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    let extra = ["epochs=60", "evaluate_every=7", "dan.dropout=0.1"]
    try sandbox.train("whole", extra + ["threads=1"])
    try sandbox.cut("cut", extra + ["threads=2"], by: signal, after: 20) { _ in true }
    #expect(try sandbox.resume("cut").output.contains("resumed after step"))
    for checkpoint in ["last", "best"] {
      #expect(try sandbox.weights("cut/" + checkpoint) == sandbox.weights("whole/" + checkpoint))
    }
  }

  @Test func vectorsAreReadAndMayStayFixed() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    let vectors = ["dan.vectors=vectors.txt", "dan.embedding_size="]
    try sandbox.train("fixed", vectors + ["dan.trainable=false", "freeze=[layers.0]"])
    #expect(try sandbox.json("fixed/best/config.json")["embedding_size"]?.integer == 3)
    let words = try #require(sandbox.json("fixed/best/attune_words.json")["words"]?.array).compactMap(\.string)
    // Words of the file come after those of the texts.
    #expect(words.last == "elsewhere" && !words.contains("unheard-of"))
    let table = try Self.table(sandbox, "fixed/best")
    func row(_ word: String) throws -> [Float] { table[try #require(words.firstIndex(of: word)) + 1] }
    #expect(try row("good") == [1, 0, -1] && row("elsewhere") == [3, 2, 1])
    // The unknown word is the mean of all vectors.
    #expect(zip(table[0], [4.1 / 5, 2.2 / 5, -0.2 / 5]).allSatisfy { abs($0 - $1) < 1e-6 })
    try sandbox.train("trained", vectors)
    #expect(try Self.table(sandbox, "trained/best") != table)
    #expect(
      try sandbox.json("trained/best/attune.json")["data_sha256"]?["vectors"]?.string == sandbox.hash("vectors.txt"))
    // By name, below the folder of the data.
    try makeFolder(sandbox.folder + "/glove")
    try sandbox.write("glove/glove.small.txt", try sandbox.read("vectors.txt"))
    try sandbox.train("named", ["dan.vectors=glove", "dan.embedding_size=", "data_folder=."])
    #expect(try sandbox.weights("named/last") == sandbox.weights("trained/last"))
    try sandbox.train("shallow", vectors + ["dan.layers=0", "pooling=mean"])
    #expect(try sandbox.json("shallow/best/config.json")["hidden_size"]?.integer == 3)
  }

  private static func table(_ sandbox: Sandbox, _ checkpoint: String) throws -> [[Float]] {
    let file = try SafetensorsFile(path: sandbox.folder + "/\(checkpoint)/model.safetensors")
    let tensor = file.tensor("dan.word_embeddings.weight")
    return (0..<tensor.rows).map { tensor.gatherRows([$0]).values }
  }

  @Test func mistakesAreExplained() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    func refuse(_ extra: [String], code: Int32, _ words: String...) throws {
      try sandbox.expectRefusal(extra, code: code, words)
    }
    try refuse(["dan.vectors=nowhere.txt"], code: 2, "dan.vectors", "there is no such file")
    try refuse(
      ["dan.vectors=glove", "data_folder=."], code: 2, "dan.vectors", "./glove/glove.….txt, which does not exist",
      "Unpack")
    try refuse(["dan.vectors=vectors.txt"], code: 1, "dan.embedding_size is 12", "3 numbers", "leave it out")
    try refuse(["dan.word_dropout=1", "dan.vocabulary=0"], code: 2, "dan.word_dropout", "dan.vocabulary")
    try refuse(["attention=windowed"], code: 2, "attention", "leave out attention and its settings")
    try refuse(["model=./nowhere"], code: 2, "dan", "has an effect only with model: dan")
    try sandbox.write("vectors.txt", "the 1 2\ngood 1\nbad x 1\nthe 3 4\n")
    try refuse(
      ["dan.vectors=vectors.txt", "dan.embedding_size="], code: 1, "vectors.txt:2", "vectors.txt:3", "vectors.txt:4")
    try sandbox.write("vectors.txt", "")
    try refuse(["dan.vectors=vectors.txt", "dan.embedding_size="], code: 1, "vectors.txt")
    try makeFolder(sandbox.folder + "/glove")
    for name in ["a", "b"] { try sandbox.write("glove/glove.\(name).txt", "the 1 2\n") }
    try refuse(["dan.vectors=glove", "data_folder=."], code: 2, "glove.a.txt, glove.b.txt", "path of one")
  }
}
