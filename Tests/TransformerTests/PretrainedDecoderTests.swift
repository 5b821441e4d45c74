import Base
import Foundation
import Tensor
import Testing
import Transformer

/// What folders of pretrained decoders may have beside one file of weights, and what is refused.
@Suite struct PretrainedDecoderTests {
  /// A folder with a copy of a fixture's `config.json` and `model.safetensors`, removed in the end.
  private func withFolder(_ name: String, _ body: (_ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in ["config.json", "model.safetensors"] {
      try FileManager.default.copyItem(atPath: fixture("models/\(name)/\(file)"), toPath: folder + "/" + file)
    }
    try body(folder)
  }

  /// Changes members of `config.json`; nil removes one.
  private func configure(_ folder: String, _ changes: [String: JSON?]) throws {
    let url = URL(fileURLWithPath: folder + "/config.json")
    var object = try #require(try JSON(parsing: Array(Data(contentsOf: url))).object)
    for (key, value) in changes { object[key] = value }
    try Data(JSON.object(object).pretty.utf8).write(to: url)
  }

  private func problem(_ folder: String) -> String {
    do {
      _ = try CausalLanguageModel(folder: folder)
      return "opened"
    } catch { return "\(error)" }
  }

  /// Two files and their index in place of one file.
  private func shard(_ folder: String, _ edit: (inout [String: String]) -> Void = { _ in }) throws {
    let file = try SafetensorsFile(path: folder + "/model.safetensors")
    var map: [String: String] = [:]
    for (part, name) in ["first.safetensors", "second.safetensors"].enumerated() {
      let names = file.names.enumerated().filter { $0.offset % 2 == part }.map(\.element)
      try SafetensorsFile.write(names.map { ($0, file.tensor($0)) }, to: folder + "/" + name)
      for tensor in names { map[tensor] = name }
    }
    edit(&map)
    try FileManager.default.removeItem(atPath: folder + "/model.safetensors")
    var weights = JSON.Object()
    for (tensor, name) in map.sorted(by: { $0.key < $1.key }) { weights[tensor] = .string(name) }
    let index = JSON.object(["metadata": .object([:]), "weight_map": .object(weights)])
    try Data(index.pretty.utf8).write(to: URL(fileURLWithPath: folder + "/model.safetensors.index.json"))
  }

  @Test func shardsAreReadAsOneFile() throws {
    try withFolder("llama") { folder in
      let whole = try CausalLanguageModel(folder: folder)
      try shard(folder)
      let sharded = try CausalLanguageModel(folder: folder)
      #expect(sharded.unused.isEmpty)
      #expect(zip(whole.registry.parameters, sharded.registry.parameters).allSatisfy { $0.value == $1.value })
    }
  }

  @Test func damagedShardsAreRefused() throws {
    try withFolder("llama") { folder in
      try shard(folder)
      try FileManager.default.removeItem(atPath: folder + "/second.safetensors")
      #expect(problem(folder).contains("the folder lacks second.safetensors"))
    }
    try withFolder("llama") { folder in
      try shard(folder) { map in
        let isFirst = map["model.norm.weight"] == "first.safetensors"
        map["model.norm.weight"] = isFirst ? "second.safetensors" : "first.safetensors"
      }
      #expect(problem(folder).contains("model.norm.weight is in "))
    }
    try withFolder("llama") { folder in
      try shard(folder) { $0["model.norm.weight"] = nil }
      #expect(problem(folder).contains("is not in weight_map"))
    }
    try withFolder("llama") { folder in
      try shard(folder) { $0["model.more.weight"] = "first.safetensors" }
      #expect(problem(folder).contains("model.more.weight is in no file"))
    }
    try withFolder("llama") { folder in
      try shard(folder) { $0["model.norm.weight"] = "../first.safetensors" }
      #expect(problem(folder).contains("expected a file's name"))
    }
    try withFolder("llama") { folder in
      try shard(folder)
      try FileManager.default.copyItem(
        atPath: fixture("models/llama/model.safetensors"), toPath: folder + "/model.safetensors")
      #expect(problem(folder).contains("the folder also has model.safetensors"))
    }
  }

  /// The one matrix of a tied model is stored under the name of the word table, or of the output layer.
  @Test(arguments: ["llama-linear", "gpt2-tied"]) func aTiedTableHasEitherName(_ name: String) throws {
    try withFolder(name) { folder in
      let model = try CausalLanguageModel(folder: folder)
      let file = try SafetensorsFile(path: folder + "/model.safetensors")
      let table = model.decoder.words.weight.name
      let tensors = file.names.map { ($0 == table ? "lm_head.weight" : $0, file.tensor($0)) }
      try SafetensorsFile.write(tensors, to: folder + "/renamed")
      try FileManager.default.removeItem(atPath: folder + "/model.safetensors")
      try FileManager.default.moveItem(atPath: folder + "/renamed", toPath: folder + "/model.safetensors")
      let again = try CausalLanguageModel(folder: folder)
      #expect(again.unused.isEmpty && again.decoder.words.weight.value == model.decoder.words.weight.value)
    }
  }

  /// `rope_theta` and `rope_scaling` of `transformers` 4 say the same as `rope_parameters`.
  @Test(arguments: ["llama", "llama-linear"]) func oldKeysOfRotaryPositions(_ name: String) throws {
    try withFolder(name) { folder in
      let new = try CausalLanguageModel.configuration(folder: folder)
      var scaling = try #require(new.json["rope_parameters"]?.object)
      let base = scaling["rope_theta"]
      scaling["rope_theta"] = nil
      try configure(folder, ["rope_parameters": nil, "rope_theta": base, "rope_scaling": .object(scaling)])
      let old = try CausalLanguageModel.configuration(folder: folder)
      #expect(old.json["rope_parameters"] == nil && old.rotaryScaling != .none)
      #expect(old.rotaryBase == new.rotaryBase && old.rotaryScaling == new.rotaryScaling)
    }
  }

  @Test func unsupportedKeysAreNamed() throws {
    let cases: [(String, [String: JSON?], String)] = [
      ("llama", ["rope_parameters": .object(["rope_type": "yarn"])], "rope_parameters: rope_type is"),
      ("llama", ["rope_parameters": .object(["rope_type": "linear"])], "rope_parameters: factor is missing"),
      ("llama", ["rope_parameters": .integer(3)], "rope_parameters is 3, expected an object"),
      ("llama", ["num_key_value_heads": .integer(4)], "the 6 heads are not a multiple of the 4 key and value heads"),
      ("llama", ["head_dim": .integer(7)], "rotary positions need heads of even size, not 7"),
      ("mistral", ["sliding_window": .integer(0)], "sliding_window is 0, expected a whole number"),
      ("qwen2", ["layer_types": .array(["full_attention"])], "layer_types is [\"full_attention\"], expected 2 of"),
      ("qwen2", ["use_sliding_window": .bool(false)], "but use_sliding_window is not true"),
    ]
    for (name, changes, expected) in cases {
      try withFolder(name) { folder in
        try configure(folder, changes)
        #expect(problem(folder).contains(expected), "\(problem(folder))")
      }
    }
  }

  /// A context of 131072 tokens costs nothing before they are read.
  @Test func aLongContextNeedsNoTable() throws {
    try withFolder("llama") { folder in
      try configure(folder, ["max_position_embeddings": .integer(10_000_000), "rope_parameters": nil])
      let model = try CausalLanguageModel(folder: folder)
      let far = model.logits(TokenBatch([(0..<300).map { Int32($0 % 53) }]))
      #expect(far.rows == 300 && far.values.allSatisfy(\.isFinite))
    }
  }

  /// Each of several end tokens ends a text, in greedy decoding and beam search.
  @Test(arguments: [1, 3]) func severalEndTokens(_ beams: Int) throws {
    let model = try CausalLanguageModel(folder: fixture("models/llama"))
    var options = GenerationOptions(maximumTokens: 8)
    options.beams = beams
    let free = try model.generate([[5, 7]], options)[0].tokens
    for end in Set(free) {
      options.endTokens = [end, 0, 1]
      let found = try model.generate([[5, 7]], options)[0]
      #expect(!found.tokens.contains { options.endTokens.contains($0) })
      if beams == 1 { #expect(found.isComplete && found.tokens.count <= free.firstIndex(of: end)!) }
    }
  }
}
