import Base
import Foundation
import Tensor
import Testing
import Transformer

/// A small run of `GoldenRunTests`: a recipe's common settings, and what this run changes in them.
struct GoldenRun: Sendable, CustomTestStringConvertible {
  let name: String
  private let recipe: Recipe
  private let settings: [String]

  var testDescription: String { name }

  private init(_ recipe: Recipe, _ name: String, _ settings: [String] = []) {
    (self.recipe, self.name, self.settings) = (recipe, "\(recipe)-\(name)", settings)
  }

  static let precisions = ["float32", "bfloat16"]

  /// All runs. Beside what a run is named after, some have settings that no other run has.
  static let all = [
    GoldenRun(.sentiment, "native"),
    GoldenRun(.sentiment, "first", ["pooling=first", "weight_decay=0.01", "schedule=cosine"]),
    GoldenRun(.sentiment, "mean", ["pooling=mean", "accumulation=2", "batch_size=4", "group_by_length=true"]),
    GoldenRun(.sentiment, "distilbert", ["model=./distilbert", "freeze=[embeddings]", "batch_tokens=60"]),
    GoldenRun(.sentiment, "head-tail", ["long_texts=head_tail", "max_length=7"]),
    GoldenRun(.sentiment, "windows", ["long_texts=windows", "max_length=7", "class_weights=[1, 2]"]),
    GoldenRun(.sentiment, "regression", ["task=regression", "metric=loss", "label_column=score"]),
    GoldenRun(.sentiment, "r-drop", ["r_drop=1", "label_smoothing=0.1"]),
    GoldenRun(.sentiment, "adversarial", ["adversarial=1", "head_learning_rate=4e-3", "layer_decay=0.9"]),
    GoldenRun(.sentiment, "weight-average", ["weight_average=0.9", "pooling=mean"]),
    GoldenRun(
      .sentiment, "dan",
      ["model=dan", "dan.embedding_size=20", "dan.hidden_size=44", "dan.dropout=0.1", "learning_rate=1e-2"]),

    GoldenRun(.qa, "learned", ["compare_without_pretraining=true"]),
    GoldenRun(.qa, "rotary", ["architecture.positions=rotary", "architecture.tied_output=false"]),
    GoldenRun(.qa, "synthesizer", ["architecture.attention=synthesizer", "objective=span_corruption"]),
    GoldenRun(.qa, "random-synthesizer", ["architecture.attention=random_synthesizer", "mix_questions=1"]),

    GoldenRun(.pretrain, "next-token", ["end=<end>"]),
    GoldenRun(.pretrain, "span-corruption", ["objective=span_corruption", "architecture.tokenizer=characters"]),
    GoldenRun(.pretrain, "salient-spans", ["objective=salient_spans", "architecture.positions=rotary"]),
    GoldenRun(
      .pretrain, "bpe",
      ["architecture.tokenizer=bpe", "architecture.vocabulary=300", "document_format=whole", "pretraining.epochs=12"]),
  ]

  /// The kernels that a run in `precision` uses on this machine: what decides its bits, beside the code.
  static func kernels(_ precision: String) -> String {
    var kernels = [Machine.kernels]
    // With AVX-512, all products have kernels of our own.
    if Machine.kernels != "AVX-512" { kernels.append("OpenBLAS \(Machine.blasCore ?? "missing")") }
    if precision == "bfloat16" { kernels.append(Machine.bfloat16Kernel) }
    return "\(precision) by " + kernels.joined(separator: ", ")
  }

  /// How far a loss on other kernels may be from a recorded one, relative to the latter.
  ///
  /// Measured by forcing lower levels on the machine that recorded the file (a changed `ck_best_level`), as the largest
  /// distance of any run. In float32 it is 2.4e-7 with AVX2 and OpenBLAS's Haswell kernels, 1.8e-7 with AVX2 and its
  /// Prescott kernels, and 1.7e-7 with the portable kernels. The tolerance is eight times that, for other OpenBLAS.
  /// In bfloat16 it is 1.7e-3 between AVX-512 BF16 and the emulated kernel, which adds in AMX's order, at all levels: a
  /// factor that falls to a neighbouring bfloat16 moves by up to 8e-3. The tolerance is three times that distance.
  static func tolerance(_ precision: String) -> Double { precision == "bfloat16" ? 5e-3 : 2e-6 }

  /// Runs it in a folder of its own.
  func result(_ precision: String) throws -> GoldenResult {
    let sandbox = try recipe.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("run", settings + ["precision=\(precision)"])
    let losses = try sandbox.losses("run")
    let dev = try #require(sandbox.json("run/results.json")["dev"]?.object)
    let scores = dev.members.compactMap { key, value in
      recipe.scores.contains(key) ? value.number.map { (key, $0) } : nil
    }
    let weights = ["pretrained", "best", "last", "without-pretraining/best", "without-pretraining/last"]
      .filter { sandbox.exists("run/\($0)/model.safetensors") }
    return GoldenResult(
      steps: losses.count, losses: (0..<10).map { losses[$0 * (losses.count - 1) / 9] },
      scores: Dictionary(uniqueKeysWithValues: scores),
      weights: Dictionary(uniqueKeysWithValues: try weights.map { ($0, try sandbox.weights("run/" + $0)) }))
  }
}

extension GoldenRun {
  /// Data and common settings of a recipe's runs. Dropout is on. The sizes are no multiples of 16, so that products
  /// have partial tiles.
  enum Recipe: String {
    case sentiment, qa, pretrain

    /// The numbers in the dev scores of `results.json` that are recorded, where a run has them.
    var scores: Set<String> {
      switch self {
      case .sentiment: ["loss", "accuracy", "macro_f1", "mcc", "mse", "mae", "pearson"]
      case .qa: ["exact_match", "normalized_exact_match", "f1"]
      case .pretrain: ["loss", "perplexity"]
      }
    }

    func sandbox() throws -> Sandbox {
      switch self {
      case .sentiment:
        let sandbox = try Sandbox(
          settings: """
            recipe: sentiment
            model: ./base
            train_file: train.tsv
            dev_file: dev.tsv
            epochs: 1
            batch_size: 8
            learning_rate: 1e-3
            warmup: 0.1
            evaluate_every: 5
            threads: 1
            """,
          files: ["train.tsv": Self.scoredTexts(120, seed: 1), "dev.tsv": Self.scoredTexts(40, seed: 2)])
        try sandbox.addEncoder("base", width: 52, innerWidth: 140)
        try sandbox.addDistilBERT("distilbert")
        return sandbox
      case .qa:
        return try Sandbox(
          settings: """
            recipe: qa
            train_file: train.tsv
            dev_file: dev.tsv
            documents_file: documents.txt
            leading_space: true
            objective: next_token
            \(Self.architecture)
            pretraining: {epochs: 3, batch_size: 8, learning_rate: 3e-3}
            finetuning: {epochs: 6, batch_size: 8, learning_rate: 3e-3}
            threads: 1
            """,
          files: [
            "train.tsv": Towns.questions(0..<16), "dev.tsv": Towns.questions(8..<24),
            "documents.txt": Towns.documents,
          ])
      case .pretrain:
        return try Sandbox(
          settings: """
            recipe: pretrain
            documents_file: documents.txt
            dev_file: dev.txt
            \(Self.architecture)
            pretraining: {epochs: 4, batch_size: 8, learning_rate: 3e-3}
            threads: 1
            """,
          files: ["documents.txt": Towns.documents, "dev.txt": Towns.documents])
      }
    }

    private static let architecture = """
      architecture:
        tokenizer: words
        layers: 2
        heads: 2
        width: 44
        inner_width: 140
        block: 48
        dropout: 0.1
        initializer_range: 0.1
      """

    /// `Sandbox.texts` with a third column `score`, above 0 for texts of the label `up` and below 0 for others.
    private static func scoredTexts(_ count: Int, seed: UInt64) -> String {
      let lines = Sandbox.texts(count, seed: seed).split(separator: "\n")
      return "\(lines[0])\tscore\n"
        + lines.dropFirst().map { line in
          let size = 1 + Double(line.count % 8) / 8
          return "\(line)\t\(line.hasPrefix("up") ? size : -size)\n"
        }.joined()
    }
  }
}

extension Sandbox {
  /// Puts a DistilBERT of random weights, with the vocabulary of `base`, into the folder.
  fileprivate func addDistilBERT(_ name: String) throws {
    try makeFolder(folder + "/" + name)
    let words = try read("base/vocab.txt").split(separator: "\n")
    try write(name + "/vocab.txt", words.joined(separator: "\n") + "\n")
    let config = """
      {"model_type": "distilbert", "vocab_size": \(words.count), "dim": 30, "n_layers": 2,
       "n_heads": 3, "hidden_dim": 44, "activation": "gelu", "max_position_embeddings": 16, "dropout": 0.1,
       "attention_dropout": 0.1, "seq_classif_dropout": 0.2, "initializer_range": 0.1}
      """
    try write(name + "/config.json", config)
    let model = try SequenceClassifier(folder: folder + "/" + name, labelCount: 2, opening: .untrained, seed: 4)
    try model.write(to: folder + "/" + name, labels: ["down", "up"])
  }
}
