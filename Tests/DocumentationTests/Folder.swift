import Attune
// Foundation proper, because only it has Process.
import Foundation
import Testing

/// A temporary folder with tiny checkpoints of random weights, and the example programs that run in it.
struct Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path

  init() throws { try makeFolder(path) }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try writeFile(path + "/" + name, Array(text.utf8)) }

  /// Runs a program of this build to its end, which must be good, and returns what it prints.
  func run(_ program: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> String
  {
    let binaries = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = binaries.appending(path: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: path)
    try write("output", "")
    let output = try #require(FileHandle(forWritingAtPath: path + "/output"))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let printed = String(decoding: try readFile(path + "/output"), as: UTF8.self)
    try #require(
      process.terminationReason == .exit && process.terminationStatus == 0, "\(program): \(printed)",
      sourceLocation: sourceLocation)
    return printed
  }

  /// Writes an encoder with a head for two classes, hidden size 8.
  func writeClassifier(_ name: String) throws {
    try makeFolder(path + "/" + name)
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "not", "a", "text", "."]
    try write(name + "/vocab.txt", words.joined(separator: "\n") + "\n")
    let config = """
      {"model_type": "bert", "vocab_size": \(words.count), "hidden_size": 8, "num_hidden_layers": 1,
       "num_attention_heads": 2, "intermediate_size": 8, "hidden_act": "gelu", "max_position_embeddings": 16,
       "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
       "initializer_range": 0.1}
      """
    try write(name + "/config.json", config)
    try SequenceClassifier(folder: path + "/" + name, labelCount: 2, opening: .untrained, seed: 1)
      .write(to: path + "/" + name, labels: ["negative", "positive"])
  }

  /// Writes a decoder of characters that answers questions and has a confidence for a precision of 0.9.
  func writeLanguageModel(_ name: String) throws {
    try makeFolder(path + "/" + name)
    let tokens = "abcdefghijklmnopqrstuvwxyzAJIOW ?|".map { JSON.string(String($0)) }
    let tokenizer = JSON.object([
      "version": .integer(1), "kind": .string("characters"), "unknown_token": .string("⁇"),
      "special_tokens": .array([.string("□"), .string("⁇")]), "tokens": .array(tokens),
    ])
    try write(name + "/attune_tokenizer.json", tokenizer.compact)
    let configuration = DecoderConfiguration.gpt2(
      vocabularySize: tokens.count + 2, contextLength: 128, hiddenSize: 8, layerCount: 1, headCount: 2)
    try CausalLanguageModel(configuration, seed: 1).write(to: path + "/" + name, endTokens: [0])
    try write(
      name + "/attune.json",
      #"{"format": 1, "answer_format": {"separator": "|", "end": "□", "leading_space": false}, "#
        + #""max_answer_tokens": 4, "abstention": [{"precision": 0.9, "confidence": 0.0}]}"#)
  }
}
