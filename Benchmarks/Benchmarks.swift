import Attune
import Foundation

/// Times products and whole training steps: `swift run -c release benchmarks <folder of an encoder> [<precision>]`.
/// `benchmarks work <folder> <steps> <threads> <precision>` runs Attune's part of `Benchmarks/compare`, and `benchmarks
/// attention <kind> <tokens> <threads>` that of `Benchmarks/attention`.
@main struct Benchmarks {
  static func main() {
    do { try run() } catch { fail("\(error)") }
  }

  private static func run() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    if words.first == "work" {
      guard words.count == 5, let steps = Int(words[2]), let threads = Int(words[3]),
        let precision = Precision(rawValue: words[4])
      else { fail("expected work <folder> <steps> <threads> <float32 or bfloat16>, found \(words)") }
      Threads.count = threads
      Machine.precision = precision
      return try Work(folder: words[1]).run(steps: steps)
    }
    if words.first == "attention" {
      if words.count == 1 { return print(AttentionTimes.kinds.joined(separator: "\n")) }
      guard words.count == 4, let kind = AttentionKind(rawValue: words[1]), let tokens = Int(words[2]), tokens > 0,
        let threads = Int(words[3])
      else { fail("expected attention <kind> <tokens> <threads>, found \(words)") }
      Threads.count = threads
      return try AttentionTimes(kind: kind, tokens: tokens).run()
    }
    guard words.count <= 2, let precision = Precision(rawValue: words.count < 2 ? "float32" : words[1]) else {
      fail("expected the folder of an encoder, and float32 or bfloat16, at most; found \(words)")
    }
    print("kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "missing"), \(Threads.count) threads")
    let many = [(1024, 768, 768), (2048, 384, 384), (700, 384, 384), (700, 384, 1536)]
    let few = [(32, 768, 768), (32, 768, 3072), (32, 3072, 768), (32, 768, 50257)]
    MachineSpeed(shapes: many + few).measure { row in
      let name = row.precision == .float32 ? row.name : "\(row.name) \(row.precision)"
      print("\(row.threads) threads  \(name)  \(fixed(row.speed, 0)) \(row.isMemory ? "GB/s" : "GFLOP/s")")
    }
    if let folder = words.first {
      Machine.precision = precision
      for lengths in [Array(repeating: 64, count: 32), sentenceLengths] {
        try trainingStep(folder: folder, lengths: lengths)
      }
    }
  }

  private static func fail(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("benchmarks: \(problem)\n".utf8))
    exit(2)
  }

  /// Lengths as in a shuffled batch of 32 sentences of the Stanford Sentiment Treebank.
  static let sentenceLengths = [
    24, 9, 31, 18, 45, 12, 27, 22, 8, 36, 19, 14, 29, 41, 6, 25, 33, 17, 21, 52, 11, 28, 23, 16, 38, 20, 26, 10, 30, 15,
    34, 13,
  ]

  /// Median milliseconds of several calls, after two calls for warm-up.
  static func median(_ repeats: Int, _ body: () throws -> Void) rethrows -> Double {
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    for _ in 0..<repeats {
      let start = now()
      try body()
      times.append((now() - start) * 1000)
    }
    return times.sorted()[times.count / 2]
  }

  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static func minorFaults() -> Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_minflt
  }

  static func trainingStep(folder: String, lengths: [Int]) throws {
    let model = try SequenceClassifier(folder: folder, labelCount: 2)
    let optimizer = Optimizer(model.registry.parameters, AdamW())
    let batch = TokenBatch(
      lengths.map { length in
        ((0..<length).map { Int32(1000 + ($0 * 7919 + length * 104729) % 20000) }, Array(repeating: 0, count: length))
      })
    let targets = lengths.indices.map { $0 % 2 }
    var step: UInt32 = 0
    var (forward, backward, update) = (0.0, 0.0, 0.0)
    var faults = 0
    let repeats = 15
    let time = median(repeats) {
      step += 1
      if step == 3 { (forward, backward, update, faults) = (0, 0, 0, minorFaults()) }
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 1, step: step)
      let start = now()
      model.registry.clearGradients()
      let (logits, saved) = model.forward(batch, pass)
      let (_, dLogits) = crossEntropy(logits, targets: targets, normalizer: Double(targets.count))
      let middle = now()
      model.backward(dLogits, saved, pass)
      let late = now()
      let norm = gradientNorm(model.registry.parameters)
      optimizer.step(learningRate: 5e-5, gradientScale: clippingFactor(norm: norm, maximum: 1))
      forward += middle - start
      backward += late - middle
      update += now() - late
    }
    let parts = [forward, backward, update].map { fixed($0 * 1000 / Double(repeats), 1) }
    print(
      "training step of \(lengths.count) sequences, \(batch.ids.count) tokens: \(fixed(time, 1)) ms"
        + " (forward \(parts[0]), backward \(parts[1]), optimizer \(parts[2])),"
        + " page faults per step: \((minorFaults() - faults) / repeats)")
  }
}
