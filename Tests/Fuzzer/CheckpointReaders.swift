import Base
import Pipelines
import Recipes
import Runs
import Tensor
import Text
import Training
import Transformer

extension Reader {
  private static let phrases = [
    "", "a", "Hello, wörld 1234 [MASK] <mask> □", " \u{0}e\u{301}漢字\n\n  x", "<|endoftext|>a",
  ]

  /// Uses a tokenizer in every way that a run does.
  private static func use(_ folder: String) throws {
    let tokenizer = try Tokenizers.load(folder: folder)
    let count = tokenizer.vocabularySize
    for text in phrases {
      for (pair, length) in [(nil, nil), ("b", nil), ("a b c", 3), (nil, 0)] as [(String?, Int?)] {
        let encoding = tokenizer.encode(text, pair: pair, maximumLength: length)
        guard encoding.ids.allSatisfy({ $0 >= 0 && $0 < count }) else {
          throw Wrong("\"\(text)\" is encoded as \(encoding.ids), with \(count) tokens")
        }
        guard encoding.typeIDs.count == encoding.ids.count, encoding.offsets.count == encoding.ids.count else {
          throw Wrong("\"\(text)\" is encoded as lists of different lengths")
        }
        _ = tokenizer.decode(encoding.ids)
      }
    }
    _ = tokenizer.decode([-1, .max, 0, Int32(clamping: count)])
    _ = tokenizer.files
  }

  static func tokenizers() throws -> [Reader] {
    func names(_ list: [String]) -> String {
      JSON.object(list.enumerated().reduce(into: JSON.Object()) { $0[$1.element] = .integer($1.offset) }).compact
    }
    let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", "hello", "w", "##ö", ",", "1", "##2"]
    let bytes = byteNames + ["ab", "Ġa", "<s>", "</s>", "<mask>", "<|endoftext|>"]
    let wordPiece = """
      {"version": "1.0", "truncation": null, "added_tokens": [{"id": 1, "content": "[UNK]", "special": true},
      {"id": 13, "content": "new", "normalized": true, "single_word": true, "lstrip": true, "rstrip": true}],
      "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
      "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": \
      {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
      "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
      "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}}},
      "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true}, "model": {"type": "WordPiece",
      "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, \
      "vocab": \(names(pieces))}}
      """
    let processors = [
      #"{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"#,
      #"{"type": "Sequence", "processors": [{"type": "ByteLevel", "trim_offsets": true}, {"type": "RobertaProcessing","#
        + #" "sep": ["</s>", 259], "cls": ["<s>", 258], "trim_offsets": true, "add_prefix_space": true}]}"#,
    ]
    let bpe = """
      {"added_tokens": [{"id": 261, "content": "<|endoftext|>", "special": true}], "normalizer": null, "pre_tokenizer":
      {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}, "post_processor": \(processors[1]),
      "decoder": {"type": "ByteLevel"}, "model": {"type": "BPE", "dropout": null, "unk_token": null,
      "ignore_merges": false, "vocab": \(names(bytes)), "merges": ["a b", ["Ġ", "a"]]}}
      """
    let vocabulary = pieces.joined(separator: "\n") + "\n"
    let merges = "#version: 0.2\na b\nĠ a\n"
    let corpus = #"""
      {"version": 1, "kind": "characters", "unknown_token": "⁇", "special_tokens": ["□", "⁇"], \#
      "tokens": ["a", "b", "\n"]}
      """#
    let settings = #"""
      {"do_lower_case": true, "strip_accents": null, "tokenizer_class": "BertTokenizer", \#
      "cls_token": {"content": "[CLS]"},
      "add_prefix_space": false, "truncation_side": "left", "model_max_length": 512}
      """#
    let words =
      jsonWords + [
        "\"type\"", "\"ids\"", "\"id\"", "Sequence", "special_tokens", "WordPiece", "BPE", "ByteLevel", "\"merges\"",
        "vocab",
        "\"A\"", "\"B\"", "type_id", "##", "Ġ", "[UNK]", "<s>",
      ]
    func reader(
      _ name: String, _ file: String, _ seeds: [String], _ companions: [(name: String, bytes: [UInt8])] = []
    ) -> Reader {
      Reader(name: name, file: file, seeds: seeds.map(utf8), words: words, companions: companions) { folder, _ in
        try use(folder)
      }
    }
    return [
      reader(
        "tokenizer-wordpiece", "tokenizer.json",
        [
          wordPiece,
          wordPiece.replacing("\"post_processor\": {", with: "\"post_processor\": \(processors[0]), \"unused\": {"),
        ]),
      reader("tokenizer-bpe", "tokenizer.json", [bpe]),
      reader("vocab.txt", "vocab.txt", [vocabulary]),
      reader("vocab.json", "vocab.json", [names(bytes)], [("merges.txt", utf8(merges))]),
      reader("merges.txt", "merges.txt", [merges], [("vocab.json", utf8(names(bytes)))]),
      reader("vocab.bpe", "vocab.bpe", [merges], [("encoder.json", utf8(names(bytes)))]),
      reader(
        "attune-tokenizer", "attune_tokenizer.json",
        [corpus, corpus.replacing("characters", with: "words").replacing("\"⁇\",", with: "null,")]),
      reader(
        "attune-words", "attune_words.json", [#"{"version": 1, "words": ["the", "film", "n't", "caf\u00e9"]}"#]),
      reader("tokenizer-settings", "tokenizer_config.json", [settings], [("vocab.txt", utf8(vocabulary))]),
    ]
  }

  /// How byte-level BPE spells the bytes.
  private static let byteNames: [String] = {
    let printable = Set(Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF))
    var next = 0x100
    return (0..<256).map { byte in
      if printable.contains(byte) { return Unicode.Scalar(UInt32(byte)).map(String.init) ?? "" }
      defer { next += 1 }
      return Unicode.Scalar(UInt32(next)).map(String.init) ?? ""
    }
  }()

  /// Files of a checkpoint folder, each damaged beside sound others, and what is done with a folder that opens.
  static func checkpoints() throws -> [Reader] {
    let encoder = try encoderFiles()
    let decoder = try decoderFiles()
    func file(_ name: String, in files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
      files.first { $0.name == name }?.bytes ?? []
    }
    let words =
      jsonWords + [
        "\"dtype\":\"F32\"", "\"shape\":[", "\"data_offsets\":[", "F16", "BF16", "I64", "__metadata__", "gpt2", "bert",
        "roberta", "distilbert", "attune_rotary_gpt2", "attune_synthesizer_gpt2", "attune_random_synthesizer_gpt2",
        "attune_dan", "null,", "\"regression\"", "\"windows\"", "\"head_tail\"",
      ]
    func reader(
      _ kind: String, _ name: String, _ files: [(name: String, bytes: [UInt8])], more: [[UInt8]] = [],
      _ use: @escaping (String) throws -> Void
    ) -> Reader {
      Reader(
        name: "\(kind)-\(name)", file: name, seeds: [file(name, in: files)] + more, words: words,
        companions: files.filter { $0.name != name }
      ) { folder, _ in try use(folder) }
    }
    let classify = { (folder: String) throws in
      let predictor = try Predictor(checkpoint: folder)
      Threads.count = 1
      _ = try predictor.predict([("a b", nil), (String(repeating: "a ", count: 40), nil)])
      _ = try predictor.predict([("a", "b")])
    }
    let generate = { (folder: String) throws in
      let generator = try TextGenerator(checkpoint: folder)
      Threads.count = 1
      var options = TextGenerator.Options()
      options.maximumTokens = 4
      _ = try? generator.continueText("", options)
      _ = try generator.continueText("ab", options)
    }
    let answer = { (folder: String) throws in
      let answerer = try Answerer(checkpoint: folder)
      Threads.count = 1
      _ = try? Answerer(checkpoint: folder, precision: 0.5)
      _ = try answerer.reply(to: ["ab"])
    }
    let names = ["config.json", "model.safetensors", "attune.json", "attune_tokenizer.json"]
    return [
      Reader(
        name: "safetensors", file: "model.safetensors",
        seeds: [file("model.safetensors", in: encoder), try safetensors()], words: words
      ) { folder, _ in
        let file = try SafetensorsFile(path: folder + "/model.safetensors")
        for name in file.names {
          if let problem = file.problem(reading: name) {
            throw CheckpointError.unsupported(path: file.path, problem: problem)
          }
          _ = file.tensor(name).count
        }
      },
      Reader(
        name: "config", file: "config.json",
        seeds: [file("config.json", in: encoder), file("config.json", in: decoder)], words: words
      ) { folder, _ in
        _ = try? CausalLanguageModel.configuration(folder: folder)
        _ = try SequenceClassifier.configuration(folder: folder)
      },
    ]
      + ["config.json", "model.safetensors", "attune.json", "tokenizer_config.json"].map {
        reader("classifier", $0, encoder, classify)
      }
      + names.map { reader("generator", $0, decoder, generate) }
      + ["config.json", "attune.json"].map { reader("answerer", $0, decoder, answer) }
  }

  private static func folderFiles(_ write: (String) throws -> Void) throws -> [(name: String, bytes: [UInt8])] {
    let folder = "/tmp/attune-fuzzer-\(processNumber())"
    try makeFolder(folder)
    defer { try? removeAll(folder) }
    try write(folder)
    return try folderContents(folder).map { ($0, try readFile(folder + "/" + $0)) }
  }

  private static func encoderFiles() throws -> [(name: String, bytes: [UInt8])] {
    try folderFiles { folder in
      let config = """
        {"model_type": "bert", "vocab_size": 9, "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 4, "hidden_act": "gelu", "max_position_embeddings": 8, "type_vocab_size": 2,
        "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
        "classifier_dropout": null, "initializer_range": 0.02, "pad_token_id": 0, "position_embedding_type": "absolute"}
        """
      try writeFile(folder + "/config.json", utf8(config))
      try SequenceClassifier(folder: folder, labelCount: 2, opening: .untrained, seed: 1)
        .write(to: folder, labels: ["x", "y"])
      try writeFile(folder + "/vocab.txt", utf8("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n##b\n##a\n"))
      try writeFile(folder + "/tokenizer_config.json", utf8(#"{"do_lower_case": true}"#))
      try writeFile(
        folder + "/attune.json",
        utf8(
          #"{"format": 1, "task": "classification", "labels": ["x", "y"], "pooling": "native", "max_length": 8,"#
            + #" "long_texts": "head", "settings": {"text_column": "text", "pair_column": null}}"#))
    }
  }

  private static func decoderFiles() throws -> [(name: String, bytes: [UInt8])] {
    try folderFiles { folder in
      let configuration = DecoderConfiguration.gpt2(
        vocabularySize: 5, contextLength: 8, hiddenSize: 4, layerCount: 1, headCount: 2, positions: .rotary)
      try CausalLanguageModel(configuration, seed: 1).write(to: folder, endTokens: [0])
      try writeFile(
        folder + "/attune_tokenizer.json",
        utf8(
          #"{"version": 1, "kind": "characters", "unknown_token": "⁇", "special_tokens": ["□", "⁇"], "#
            + #""tokens": ["a", "b", "?"]}"#))
      try writeFile(
        folder + "/attune.json",
        utf8(
          #"{"format": 1, "answer_format": {"separator": "?", "end": "□", "leading_space": false}, "#
            + #""max_answer_tokens": 4, "abstention": [{"precision": 0.9, "confidence": 0.5}]}"#))
    }
  }

  /// A file with every number format and a tensor without values.
  private static func safetensors() throws -> [UInt8] {
    let header = utf8(
      #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","#
        + #""shape":[2],"data_offsets":[16,20]},"c":{"dtype":"BF16","shape":[],"data_offsets":[20,22]},"d":{"#
        + #""dtype":"I64","shape":[1],"data_offsets":[22,30]},"#
        + #""e":{"dtype":"I32","shape":[1,1],"data_offsets":[30,34]},"#
        + #""f":{"dtype":"F32","shape":[0,7],"data_offsets":[34,34]}}"#)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + (0..<34).map { UInt8($0 * 7) }
  }

  /// The state of a run with the sum that such a state has, if it is an object.
  private static func signed(_ text: String) -> [UInt8] {
    guard var members = (try? JSON(parsing: text))?.object else { return utf8(text) }
    members["files"] = members["files"] ?? [:]
    members["checksum"] = nil
    var sum = Checksum()
    sum.update(utf8(JSON.object(members).compact)[...])
    members["checksum"] = .string(sum.hexadecimal)
    return utf8(JSON.object(members).compact)
  }

  /// What a run leaves to go on from.
  static func runs() -> [Reader] {
    [
      Reader(
        name: "state.json", file: "state.json",
        seeds: [
          signed(
            #"{"step": 3, "best_score": 0.5, "best_step": 2, "waited": 1, "tokens": 99, "seconds": 1.5, "stage": "a"}"#
          ),
          utf8(
            #"{"step": 3, "best_step": 2, "waited": 1, "tokens": 99, "seconds": 2, "files": {"other": "00000000"}}"#),
        ], words: jsonWords + ["\"files\"", "\"state\"", "../", "/dev/zero"]
      ) { folder, bytes in
        // Damage that the sums do not see, beside damage that they do.
        var error: (any Error)?
        do { _ = try TrainingState(folder: folder) } catch let found { error = found }
        try makeFolder(folder + "/signed")
        try removeAll(folder + "/signed/state.json")
        try writeFile(folder + "/signed/state.json", signed(String(decoding: bytes, as: UTF8.self)))
        _ = try TrainingState(folder: folder + "/signed")
        if let error { throw error }
      },
      Reader(
        name: "stages.json", file: "stages.json",
        seeds: [
          utf8(
            #"{"done": [{"name": "pretraining", "last_step": 7, "seconds": 2, "tokens": 50, "summary": {"steps": 7}}]}"#
          )
        ], words: jsonWords
      ) { folder, _ in _ = try CompletedStages(path: folder + "/stages.json") },
      Reader(
        name: "metrics.jsonl", file: "metrics.jsonl",
        seeds: [utf8("{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2}\n{\"st")],
        words: jsonWords
      ) { folder, _ in _ = try RunLog(path: folder + "/metrics.jsonl", resumedStep: 1) },
    ]
  }
}
