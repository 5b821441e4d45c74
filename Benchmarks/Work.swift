import Attune
import Foundation

/// A workload that both sides of `Benchmarks/compare` run. Its folder contains the model, and in `work.json` the inputs
/// and settings.
struct Work {
  let folder: String
  let kind: String
  let ids: [[Int32]]
  let learningRate: Double
  let warmUp: Int
  let newTokens: Int

  init(folder: String) throws {
    let json = try JSON(parsing: Array(Data(contentsOf: URL(filePath: folder + "/work.json"))))
    guard let kind = json["kind"]?.string, let rows = json["ids"]?.array, let rate = json["learning_rate"]?.number,
      let warmUp = json["warm_up"]?.integer, let newTokens = json["new_tokens"]?.integer
    else { throw WorkError(description: "\(folder)/work.json: expected kind, ids, learning_rate, warm_up, new_tokens") }
    self.folder = folder
    self.kind = kind
    ids = rows.map { ($0.array ?? []).compactMap { $0.integer.map(Int32.init) } }
    learningRate = rate
    self.warmUp = warmUp
    self.newTokens = newTokens
  }

  /// Runs the workload for `steps` steps and prints a line of JSON like torch_work.py.
  func run(steps: Int) throws {
    var result: JSON.Object =
      switch kind {
      case "classifier": try classifier(steps)
      case "language": try languageModel(steps)
      default: try generation(steps)
      }
    result["peak_mib"] = .number(Double(peakMemory()) / 1_048_576)
    let bfloat16 = Machine.precision == .bfloat16 ? ", bfloat16 (\(Machine.bfloat16Kernel))" : ""
    result["kernels"] = .string("\(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "missing")" + bfloat16)
    print(JSON.object(result).compact)
  }

  private func classifier(_ steps: Int) throws -> JSON.Object {
    let model = try SequenceClassifier(folder: folder, labelCount: 2)
    let batch = TokenBatch(ids)
    let targets = ids.indices.map { $0 % 2 }
    let (logits, _) = model.forward(batch, Pass(offsets: batch.offsets))
    let check = crossEntropy(logits, targets: targets, normalizer: Double(targets.count)).0
    return training(model.registry, steps, check: check) { step in
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 1, step: step)
      let (logits, saved) = model.forward(batch, pass)
      let (loss, dLogits) = crossEntropy(logits, targets: targets, normalizer: Double(targets.count))
      model.backward(dLogits, saved, pass)
      return loss
    }
  }

  private func languageModel(_ steps: Int) throws -> JSON.Object {
    let model = try CausalLanguageModel(folder: folder)
    let batch = TokenBatch(ids.map { Array($0.dropLast()) })
    let targets = ids.flatMap { $0.dropFirst() }
    let check = model.losses(batch, targets: targets).reduce(0, +) / Double(targets.count)
    return training(model.registry, steps, check: check) { step in
      model.lossAndGradients(
        batch, targets: targets, normalizer: Double(targets.count),
        Pass(offsets: batch.offsets, isTraining: true, seed: 1, step: step))
    }
  }

  private func training(
    _ registry: ParameterRegistry, _ steps: Int, check: Double, _ lossAndGradients: (UInt32) -> Double
  ) -> JSON.Object {
    let optimizer = Optimizer(registry.parameters, AdamW(weightDecay: 0.01))
    var times: [JSON] = []
    var losses: [JSON] = []
    var faults = 0
    for step in 0..<(steps + warmUp) {
      if step == warmUp { faults = Benchmarks.minorFaults() }
      let start = Benchmarks.now()
      registry.clearGradients()
      losses.append(.number(lossAndGradients(UInt32(step))))
      let norm = gradientNorm(registry.parameters)
      optimizer.step(learningRate: learningRate, gradientScale: clippingFactor(norm: norm, maximum: 1))
      times.append(.number(Benchmarks.now() - start))
    }
    faults = Benchmarks.minorFaults() - faults
    return [
      "times": .array(Array(times.dropFirst(warmUp))), "check": .number(check), "losses": .array(losses),
      "page_faults_a_step": .number(Double(faults) / Double(steps)),
    ]
  }

  private func generation(_ steps: Int) throws -> JSON.Object {
    let model = try CausalLanguageModel(folder: folder)
    var times: [JSON] = []
    var results: [Generated] = []
    for _ in 0..<(1 + max(1, steps / 3)) {
      let start = Benchmarks.now()
      results = try model.generate(ids, GenerationOptions(maximumTokens: newTokens))
      times.append(.number(Benchmarks.now() - start))
    }
    let first = results.map { Double($0.tokens[0]) }.reduce(0, +) / Double(results.count)
    return ["times": .array(Array(times.dropFirst())), "check": .number(first)]
  }
}

struct WorkError: Error, CustomStringConvertible {
  let description: String
}
