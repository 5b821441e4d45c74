import Base
import Foundation
import Tensor
import Testing
import Transformer

/// Features that are off by default: two passes (R-Drop), the average of the weights, a learning rate for the head.
@Suite struct TunedRunTests {
  private func tensors(_ path: String, in sandbox: Sandbox) throws -> [String: Tensor] {
    let file = try SafetensorsFile(path: sandbox.folder + "/" + path)
    return Dictionary(uniqueKeysWithValues: file.names.map { ($0, file.tensor($0)) })
  }

  /// Killed and resumed, also with other threads: the same bits, those of the mean included.
  @Test func aTunedRunComesOutTheSame() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let extra = [
      "r_drop=1", "adversarial=1", "weight_average=0.99", "head_learning_rate=4e-3", "layer_decay=0.9",
      "label_smoothing=0.1", "long_texts=windows", "max_length=7", "epochs=20", "evaluate_every=7",
    ]
    try sandbox.train("whole", extra + ["threads=1"])
    try sandbox.train("threads", extra + ["threads=3"])
    try sandbox.cut("cut", extra + ["threads=1"], by: SIGKILL, after: 20) { _ in true }
    #expect(try sandbox.resume("cut").output.contains("resumed after step"))
    for other in ["threads", "cut"] {
      for file in [
        "best/model.safetensors", "last/model.safetensors", "last/average.safetensors", "last/optimizer.safetensors",
      ] { #expect(try sandbox.hash("\(other)/\(file)") == sandbox.hash("whole/\(file)"), "\(other)/\(file)") }
      #expect(try sandbox.losses(other) == sandbox.losses("whole"))
    }
  }

  /// The weights go on as if nobody took their mean; the mean is what is scored and kept.
  @Test func theMeanIsScoredAndTheWeightsGoOn() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("plain", ["epochs=4", "freeze=[embeddings]"])
    try sandbox.train("mean", ["epochs=4", "freeze=[embeddings]", "weight_average=0.9"])
    #expect(try sandbox.losses("mean") == sandbox.losses("plain"))
    #expect(try sandbox.weights("mean/last") == sandbox.weights("plain/last"))
    #expect(!sandbox.exists("plain/last/average.safetensors"))
    // The first evaluation is at step 15; the mean of a run that ends there is what it keeps.
    try sandbox.train("short", ["epochs=4", "freeze=[embeddings]", "weight_average=0.9", "max_steps=15"])
    let best = try tensors("short/best/model.safetensors", in: sandbox)
    let last = try tensors("short/last/model.safetensors", in: sandbox)
    let mean = try tensors("short/last/average.safetensors", in: sandbox)
    #expect(!mean.isEmpty)
    for (name, value) in best {
      let isFrozen = name.contains("embeddings")
      #expect(value == (isFrozen ? last[name] : mean[name]), "\(name)")
      #expect(isFrozen || value != last[name], "\(name)")
    }
    let during = try #require(sandbox.lines("short/metrics.jsonl").first { $0["split"] != nil }?["loss"])
    #expect(try sandbox.scores("short/best")["loss"] == during)
    #expect(try sandbox.scores("short/last")["loss"] != during)
  }

  /// Every token is read, counted and predicted twice, every sequence once.
  private func expectTwiceTheTokens(
    _ twice: String, of once: String, in sandbox: Sandbox, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let tokens = try #require(sandbox.json(once + "/results.json")["tokens"]?.integer, sourceLocation: sourceLocation)
    let results = try sandbox.json(twice + "/results.json")
    let predicted = results["prediction"]?["predicted"]
    for found in [results["tokens"], results["ledger"]?["tokens_used"], predicted?["tokens"]] {
      #expect(found == .integer(2 * tokens), sourceLocation: sourceLocation)
    }
    #expect(results["ledger"]?["sequences_used"] == .integer(240), sourceLocation: sourceLocation)
  }

  /// Without dropout both passes are the same: nothing but rounding may differ from one pass.
  @Test func twoPassesReadEverythingTwice() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("one", ["epochs=2"])
    try sandbox.train("two", ["epochs=2", "r_drop=2"])
    try expectTwiceTheTokens("two", of: "one", in: sandbox)
    #expect(try zip(sandbox.losses("one"), sandbox.losses("two")).contains { abs($0 - $1) > 1e-3 })

    try sandbox.withoutDropout()
    try sandbox.train("one without", ["epochs=2"])
    try sandbox.train("two without", ["epochs=2", "r_drop=2"])
    let losses = try ["one without", "two without"].map(sandbox.losses)
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $0) })
  }

  /// The second pass reads everything again; batches of a step are moved against together, as one large batch would be.
  @Test func adversarialTrainingReadsAStepTwice() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("plain", ["epochs=2"])
    try sandbox.train("against", ["epochs=2", "adversarial=1"])
    try expectTwiceTheTokens("against", of: "plain", in: sandbox)
    let (plain, against) = (try sandbox.losses("plain"), try sandbox.losses("against"))
    // The log has the loss of the first pass; the first step's is that of the same weights.
    #expect(plain[0] == against[0])
    #expect(zip(plain, against).contains { abs($0 - $1) > 1e-3 })

    try sandbox.withoutDropout()
    let settings = ["epochs=2", "adversarial=1"]
    try sandbox.train("large", settings + ["batch_size=8"])
    try sandbox.train("small", settings + ["batch_size=4", "accumulation=2"])
    #expect(
      zip(try sandbox.losses("large"), try sandbox.losses("small")).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $0) })
    try sandbox.expectRefusal(
      ["adversarial=1", "freeze=[embeddings]"], code: 1,
      ["adversarial moves token embeddings", "remove them from freeze"])
  }

  @Test func theHeadHasALearningRateOfItsOwn() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let base = try tensors("base/model.safetensors", in: sandbox)
    try sandbox.train("still", ["epochs=1", "head_learning_rate=1e-60"])
    try sandbox.train("same", ["epochs=1", "head_learning_rate=2e-3"])
    try sandbox.train("plain", ["epochs=1"])
    #expect(try sandbox.weights("same/last") == sandbox.weights("plain/last"))
    for (name, value) in try tensors("still/last/model.safetensors", in: sandbox) {
      let isHead = name.hasPrefix("classifier.") || name.contains(".pooler.")
      #expect((value == base[name]) == isHead, "\(name)")
    }
  }

  @Test func valuesThatCannotBeMeant() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.expectRefusal(
      ["r_drop=-1", "adversarial=-1", "weight_average=1", "head_learning_rate=0"], code: 2,
      [
        "4 problems", "r_drop: must not be negative", "adversarial: must not be negative",
        "weight_average: must be above 0 and below 1",
        "head_learning_rate: must be above 0 and below 1",
      ])
    try sandbox.expectRefusal(
      ["task=regression", "metric=loss", "r_drop=1"], code: 2, ["r_drop: must be 0 for regression"])
    let extra = ["task=regression", "metric=loss", "labels=[up, down]", "class_weights=[1, 2]", "label_smoothing=0.1"]
    try sandbox.write("train.tsv", "label\ttext\n1\tgood .\n2\tbad .\n")
    try sandbox.write("dev.tsv", "label\ttext\n1\tgood good .\n2\tbad bad .\n")
    let outcome = try sandbox.attune(["validate", "run.yaml", "--no-timing", "--output", "new"] + extra)
    #expect(outcome.code == 0, "\(outcome)")
    for key in ["labels", "class_weights", "label_smoothing"] {
      #expect(outcome.output.contains("remark  \(key) has no effect on regression"), "\(outcome)")
    }
  }
}
