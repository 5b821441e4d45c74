import Base
import Foundation
import Testing

/// Files that earlier versions wrote still mean the same.
@Suite struct OldSettingsTests {
  /// The `config.yaml` of shipped runs, as version 61cef6b wrote it.
  private static let written = [
    "sentiment/sst2-tuned": """
    recipe: sentiment
    model: all-MiniLM-L6-v2
    pooling: mean
    task: classification
    dataset: sst2
    data_folder: null
    train_file: null
    dev_file: null
    test_file: null
    format: null
    text_column: text
    pair_column: null
    label_column: label
    labels: null
    max_length: null
    long_texts: head
    epochs: 6
    max_steps: null
    batch_size: 32
    batch_tokens: null
    accumulation: 1
    group_by_length: false
    learning_rate: 0.0001
    schedule: linear
    warmup: 0.1
    weight_decay: 0.0
    beta1: 0.9
    beta2: 0.999
    epsilon: 1.0e-08
    gradient_clip: 1.0
    head_learning_rate: null
    layer_decay: 0.9
    freeze: []
    label_smoothing: 0.0
    class_weights: null
    r_drop: 0.0
    adversarial: 1.0
    weight_average: 0.99
    metric: accuracy
    patience: null
    evaluate_every: null
    save_every: 300.0
    seed: 1
    threads: null
    precision: float32
    """,
    "qa/birthplaces-rotary": """
    recipe: qa
    model: null
    architecture:
      tokenizer: characters
      vocabulary: 1024
      layers: 4
      heads: 8
      width: 256
      inner_width: null
      block: 128
      attention: dot_product
      positions: rotary
      dropout: 0.1
      initializer_range: 0.02
      tied_output: false
    dataset: birthplaces
    data_folder: null
    biographies:
      people: 600
      texts_per_person: 20
      dev_percent: 10
      test_percent: 30
      name_percent: 50
      wordings: 1
      seed: 1
    train_file: null
    dev_file: null
    test_file: null
    format: null
    documents_file: null
    separator: "⁇"
    end: "⁇"
    leading_space: false
    too_long: error
    objective: span_corruption
    mix_questions: 0
    pretraining:
      epochs: 650
      max_steps: null
      batch_size: 128
      batch_tokens: null
      accumulation: 1
      group_by_length: false
      learning_rate: 0.006
      schedule: cosine
      warmup: 0.02
      weight_decay: 0.1
      beta1: 0.9
      beta2: 0.95
      epsilon: 1.0e-08
      gradient_clip: 1.0
    finetuning:
      epochs: 10
      max_steps: null
      batch_size: 256
      batch_tokens: null
      accumulation: 1
      group_by_length: false
      learning_rate: 0.0006
      schedule: cosine
      warmup: 0.02
      weight_decay: 0.1
      beta1: 0.9
      beta2: 0.95
      epsilon: 1.0e-08
      gradient_clip: 1.0
    compare_without_pretraining: false
    metric: exact_match
    evaluate_every: 1
    patience: null
    max_answer_tokens: null
    save_every: 60.0
    seed: 1
    threads: null
    precision: float32
    """,
    "pretrain/characters": """
    recipe: pretrain
    model: null
    architecture:
      tokenizer: characters
      vocabulary: 1024
      layers: 4
      heads: 8
      width: 256
      inner_width: null
      block: 128
      attention: dot_product
      positions: learned
      dropout: 0.1
      initializer_range: 0.02
      tied_output: true
    documents_file: null
    dev_file: null
    document_format: lines
    dataset: birthplaces
    data_folder: null
    objective: next_token
    mask: "⁇"
    end: null
    pretraining:
      epochs: 10
      max_steps: null
      batch_size: 64
      batch_tokens: null
      accumulation: 1
      group_by_length: false
      learning_rate: 0.002
      schedule: cosine
      warmup: 0.02
      weight_decay: 0.1
      beta1: 0.9
      beta2: 0.95
      epsilon: 1.0e-08
      gradient_clip: 1.0
    evaluate_every: 1
    patience: null
    save_every: 60.0
    seed: 1
    threads: null
    precision: float32
    """,
  ]

  @Test(arguments: written.keys.sorted()) func shippedRunsKeepTheirSettings(_ name: String) throws {
    let text = try #require(Self.written[name]) + "\n"
    let sandbox = try Sandbox(settings: text)
    defer { sandbox.remove() }
    let before = try sandbox.attune(["validate", "run.yaml", "--print"])
    let now = try sandbox.attune(["validate", name, "--print"])
    #expect(before.code == 0 && before.output == now.output, "\(before.error)")
    // The lines are the same, apart from their order, the renamed keys, and new keys with their defaults.
    let known = lines(aged(now.output)).filter { !Self.added.contains($0.trimmingPrefix { $0 == " " }) }
    #expect(known == lines(text))
  }

  /// Settings that came later, with the defaults that change nothing.
  private static let added: Set<Substring> = [
    "unknown: null", "dev_share: null", "preprocess: []", "sample_prompt: null", "sample_tokens: 200", "loss: softmax",
    "nce:", "samples: 100", "power: 1.0", "shared: true", "log_z: learned", "attention: null", "window: null",
    "global_tokens: null", "block_size: null", "random_blocks: null", "projection_length: null",
    "projection_sharing: null", "latents: null",
    // The section `dan`; `width` is the old name of hidden_size.
    "dan:", "vectors: null", "trainable: true", "embedding_size: null", "word_dropout: 0.3", "width: 300", "layers: 3",
    "activation: relu", "dropout: 0.0", "minimum_count: 1", "vocabulary: 100000",
    "family: gpt2", "bigram:", "max_words: null", "optimizer: adamw", "momentum: 0.0", "halve_every: 20000",
  ]

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n").sorted() }

  /// Replaces the keys of today by those of earlier versions.
  private func aged(_ text: String) -> String {
    var text = text
    for (old, new) in ["width": "hidden_size", "inner_width": "intermediate_size", "block": "context_length"] {
      for end in [":", "\":"] { text = text.replacing(new + end, with: old + end) }
    }
    return text
  }

  @Test func anOldRunResumesVerifiesAndIsScored() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    let trial = Trial.qa
    try sandbox.train("whole", trial.settings)
    try sandbox.cut("run", trial.settings, by: SIGTERM, after: 5) { $0["split"] == nil }
    let config = aged(try sandbox.read("run/config.yaml"))
    #expect(config.contains("  width: 16\n  inner_width: null\n  block: 48\n"))
    try sandbox.write("run/config.yaml", config)
    try sandbox.write("run/last/attune.json", aged(try sandbox.read("run/last/attune.json")))
    try sandbox.write("old.yaml", aged(try sandbox.read("run.yaml")))

    // Other sizes are still noticed, in either spelling.
    for size in ["width", "hidden_size"] {
      try sandbox.expectFailure(
        ["run", "run", "--resume", "architecture.\(size)=32"], code: 2, ["architecture.hidden_size: 16 before, 32 now"])
    }
    let outcome = try sandbox.attune(["run", "old.yaml", "--resume", "--output", "run"] + trial.settings)
    try #require(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.contains("old.yaml:11:3: architecture.width: this key is now called hidden_size"))
    // The settings of the run stay as they were written.
    #expect(try sandbox.read("run/config.yaml") == config)
    let differences = differences(try trial.remains("run", in: sandbox), try trial.remains("whole", in: sandbox))
    #expect(differences == ["settings"])

    let verified = try sandbox.attune(["verify", "run"])
    #expect(verified.code == 0 && verified.output.contains("same       weights of best"), "\(verified)")
    let scores = try sandbox.scores("run/best")
    let best = aged(try sandbox.read("run/best/attune.json"))
    #expect(best.contains("\"inner_width\":"))
    try sandbox.write("run/best/attune.json", best)
    for name in ["exact_match", "baselines"] {
      #expect(try scores[name] != nil && sandbox.scores("run/best")[name] == scores[name], "\(name)")
    }
  }

  @Test func validateNamesOldKeys() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    let outcome = try sandbox.attune(["validate", "run.yaml", "--no-timing", "architecture.inner_width=20"])
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(
      outcome.output.contains("command line: architecture.inner_width: this key is now called intermediate_size"),
      "\(outcome.output)")
    try sandbox.expectFailure(
      ["validate", "run.yaml", "architecture.widht=20"], code: 2, ["did you mean hidden_size (formerly width)?"])
  }
}
