import Foundation
import Testing

/// Each file is read in a process of its own under the fuzzer's limits of time and memory.
@Suite(.serialized) struct HostileFileTests {
  private func check(_ file: HostileFile) throws {
    try FuzzerProcess.withFolder { folder in
      let path = folder + "/hostile"
      try Data(file.bytes()).write(to: URL(filePath: path))
      let (output, failure) = try FuzzerProcess.run(["read", file.reader, path, folder])
      #expect(failure == nil, "\(file.testDescription)")
      if failure == nil { #expect(output.contains(file.message), "\(file.testDescription)") }
    }
  }

  @Test(arguments: safetensorsFiles) func safetensorsFile(_ file: HostileFile) throws { try check(file) }
  @Test(arguments: checkpointFiles) func checkpointFile(_ file: HostileFile) throws { try check(file) }
  @Test(arguments: tokenizerFiles) func tokenizerFile(_ file: HostileFile) throws { try check(file) }
  @Test(arguments: textFiles) func textFile(_ file: HostileFile) throws { try check(file) }
  @Test(arguments: runFiles) func runFile(_ file: HostileFile) throws { try check(file) }
}

private func tensor(_ dtype: String, _ shape: String, _ offsets: String) -> String {
  #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

private let safetensorsFiles: [HostileFile] = [
  HostileFile("safetensors", "no bytes", "", says: "0 bytes are too few"),
  HostileFile("safetensors", "a header of −1 bytes", "the header claims 18446744073709551615 bytes") {
    safetensors("{}", claimed: .max)
  },
  HostileFile("safetensors", "a header of 2⁶³ bytes", "the header claims 9223372036854775808 bytes") {
    safetensors("{}", claimed: 1 << 63)
  },
  HostileFile("safetensors", "a header longer than the file", "the header claims 3 bytes, the file has 10") {
    safetensors("{}", claimed: 3)
  },
  HostileFile("safetensors", "a header of 40 MB", "at most 33554432 are read") { safetensors(many(" ", 40_000_000)) },
  HostileFile("safetensors", "a header that is a list", "the header is a list, not an object") { safetensors("[]") },
  HostileFile("safetensors", "bytes after the last tensor", "1 bytes after the last tensor") {
    safetensors("{}", values: 1)
  },
  HostileFile("safetensors", "overlap", "values overlap at byte") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[0,8]")),\"b\":\(tensor("F32", "[1]", "[4,8]"))}", values: 8)
  },
  HostileFile("safetensors", "gap", "values leave a gap at byte") {
    safetensors("{\"a\":\(tensor("F32", "[1]", "[4,8]"))}", values: 8)
  },
  HostileFile("safetensors", "offsets outside the file", "tensor a: its values lie outside the file") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[4,12]"))}", values: 8)
  },
  HostileFile("safetensors", "negative offsets", "tensor a: its values lie outside the file") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[-8,0]"))}", values: 8)
  },
  HostileFile("safetensors", "offsets the wrong way round", "tensor a: its values lie outside the file") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[8,0]"))}", values: 8)
  },
  HostileFile("safetensors", "offsets at the end of 64 bits", "tensor a: its values lie outside the file") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[9223372036854775800,9223372036854775807]"))}", values: 8)
  },
  HostileFile("safetensors", "two tensors of one name", "the key \"a\" appears twice in one object") {
    safetensors("{\"a\":\(tensor("F32", "[1]", "[0,4]")),\"a\":\(tensor("F32", "[1]", "[4,8]"))}", values: 8)
  },
  HostileFile("safetensors", "unknown format", "tensor a: the format is F7") {
    safetensors("{\"a\":\(tensor("F7", "[8]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "a format that cannot be read", "a is stored as F8_E4M3; F32") {
    safetensors("{\"a\":\(tensor("F8_E4M3", "[8]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "another format", "the shape [2] of F16 takes 4 bytes, 8 are given") {
    safetensors("{\"a\":\(tensor("F16", "[2]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "values missing", "tensor a: its values lie outside the file") {
    safetensors("{\"a\":\(tensor("F32", "[2]", "[0,8]"))}", values: 7)
  },
  HostileFile("safetensors", "a product beyond 64 bits", "is too large") {
    safetensors("{\"a\":\(tensor("F32", "[4294967296,4294967296]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "a negative size", "tensor a: no valid shape") {
    safetensors("{\"a\":\(tensor("F32", "[-2,-1]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "a broken size", "tensor a: no valid shape") {
    safetensors("{\"a\":\(tensor("F32", "[2.5]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "half a million sizes", "is too large") {
    safetensors("{\"a\":\(tensor("F32", "[2" + many(",2", 500_000) + "]", "[0,8]"))}", values: 8)
  },
  HostileFile("safetensors", "metadata that is no object", "__metadata__ is a whole number, not an object") {
    safetensors(#"{"__metadata__":5}"#)
  },
  HostileFile("safetensors", "metadata that is no text", "a in __metadata__ is a list, not a string") {
    safetensors(#"{"__metadata__":{"a":[]}}"#)
  },
  HostileFile("safetensors", "a name of a megabyte", "the format is nothing") {
    safetensors("{\"" + many("a", 1_000_000) + "\":{}}")
  },
  HostileFile("safetensors", "100 000 empty tensors", "read") {
    let entries = (0..<100_000).map { "\"t\($0)\":\(tensor("F32", "[0]", "[0,0]"))" }
    return safetensors("{" + entries.joined(separator: ",") + "}")
  },
]

private func bert(_ changes: [String: String]) -> String {
  let usual = [
    "model_type": "\"bert\"", "vocab_size": "9", "hidden_size": "4", "num_hidden_layers": "1",
    "num_attention_heads": "2", "intermediate_size": "4", "max_position_embeddings": "8",
  ]
  let members = usual.merging(changes) { $1 }.sorted { $0.key < $1.key }
  return "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
}

private func gpt2(_ changes: [String: String]) -> String {
  let usual = [
    "model_type": "\"attune_rotary_gpt2\"", "vocab_size": "5", "n_embd": "4", "n_layer": "1", "n_head": "2",
    "n_inner": "16", "n_positions": "8",
  ]
  let members = usual.merging(changes) { $1 }.sorted { $0.key < $1.key }
  return "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
}

private let checkpointFiles: [HostileFile] = [
  HostileFile("config", "no heads", bert(["num_attention_heads": "0"]), says: "num_attention_heads is 0, expected"),
  HostileFile(
    "config", "width and heads", bert(["num_attention_heads": "3"]), says: "is not a multiple of the 3 heads"),
  HostileFile(
    "config", "10⁹ layers", bert(["num_hidden_layers": "1000000000"]), says: "num_hidden_layers is 1000000000, expected"
  ),
  HostileFile(
    "config", "a fraction", bert(["hidden_size": "4.5"]), says: "hidden_size is 4.5, expected a whole number"),
  HostileFile("config", "beyond 64 bits", bert(["vocab_size": "1e30"]), says: "vocab_size is 1e+30, expected"),
  HostileFile("config", "a list", "[]", says: "found a list, expected an object"),
  HostileFile(
    "config", "a kind of a megabyte", bert(["model_type": "\"\(many("x", 1_000_000))\""]), says: "xxx…; bert"),
  HostileFile("config", "20 MB of spaces", many(" ", 20_000_000), says: "a configuration has at most"),
  HostileFile("classifier-config.json", "the sound one", bert([:]), says: "read"),
  HostileFile(
    "classifier-config.json", "terabytes",
    bert([
      "vocab_size": "10000000", "hidden_size": "65536", "num_hidden_layers": "1000", "num_attention_heads": "1024",
      "intermediate_size": "1000000", "max_position_embeddings": "1000000",
    ]), says: "has shape [9, 4], expected [10000000, 65536]"),
  HostileFile(
    "classifier-config.json", "1000 layers that are not there", bert(["num_hidden_layers": "1000"]),
    says: "bert.encoder.layer.1.attention.self.query.weight is missing"),
  HostileFile("generator-config.json", "the sound one", gpt2([:]), says: "read"),
  HostileFile(
    "generator-config.json", "terabytes", gpt2(["n_embd": "65536", "vocab_size": "10000000", "n_layer": "1000"]),
    says: "has shape [5, 4], expected [10000000, 65536]"),
  HostileFile(
    "generator-config.json", "a million rotary positions of one wide head",
    gpt2(["n_embd": "65536", "n_head": "1", "n_positions": "1000000"]), says: "has shape [5, 4], expected [5, 65536]"),
  HostileFile(
    "generator-config.json", "a synthesizer without its weights", gpt2(["model_type": "\"attune_synthesizer_gpt2\""]),
    says: "transformer.h.0.attn.w2.weight is missing, expected shape [2, 8]"),
  HostileFile(
    "generator-config.json", "a random synthesizer without its table",
    gpt2(["model_type": "\"attune_random_synthesizer_gpt2\""]),
    says: "transformer.h.0.attn.places.weight is missing, expected shape [8, 4]"),
  HostileFile(
    "generator-config.json", "an end token beyond 32 bits", gpt2(["eos_token_id": "1099511627776"]), says: "read"),
  HostileFile(
    "classifier-attune.json", "a length beyond the positions", #"{"labels": ["x", "y"], "max_length": 1000000}"#,
    says: "max_length is 1000000, but the model has 8 positions"),
  HostileFile(
    "classifier-attune.json", "a negative length", #"{"labels": ["x", "y"], "max_length": -1}"#,
    says: "max_length is -1, but the model has 8 positions"),
  HostileFile(
    "classifier-attune.json", "a million labels",
    #"{"labels": ["# + (0..<1_000_000).map { "\"l\($0)\"" }.joined(separator: ",") + "]}",
    says: "has shape [2, 4], expected [1000000, 4]"),
  HostileFile(
    "answerer-attune.json", "the longest answer of 64 bits",
    #"{"answer_format": {"separator": "?", "end": "□", "leading_space": false}, "#
      + #""max_answer_tokens": 9223372036854775807}"#,
    says: "max_answer_tokens is 9223372036854775807, expected"),
  HostileFile(
    "answerer-attune.json", "a precision of 10³⁰⁰",
    #"{"answer_format": {"separator": "?", "end": "□", "leading_space": false},"#
      + #" "abstention": [{"precision": -1e300, "confidence": 0.5}]}"#, says: "read"),
]

private func wordPiece(_ post: String, more: String = "") -> String {
  """
  {"added_tokens": [\(more)], "normalizer": {"type": "BertNormalizer"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
  "post_processor": \(post), "model": {"type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 100,
  "vocab": {"[UNK]": 0, "a": 1, "b": 2}}}
  """
}

private func template(_ ids: Int, _ parts: Int, type: String = "0") -> String {
  #"{"type": "TemplateProcessing", "special_tokens": {"x": {"ids": [1"# + many(",1", ids - 1) + "]}}, \"single\": ["
    + many(#"{"SpecialToken": {"id": "x", "type_id": 0}},"#, parts)
    + #"{"Sequence": {"id": "A", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": \#(type)}},"#
    + #"{"Sequence": {"id": "B", "type_id": 0}}]}"#
}

private let tokenizerFiles: [HostileFile] = [
  HostileFile("tokenizer-wordpiece", "the sound one", wordPiece(template(1, 1)), says: "read"),
  HostileFile(
    "tokenizer-wordpiece", "a template of 10⁹ tokens", wordPiece(template(30_000, 30_000)),
    says: "has more than 64 parts"),
  HostileFile(
    "tokenizer-wordpiece", "a negative segment", wordPiece(template(1, 1, type: "-1")), says: "the type_id -1 of the"),
  HostileFile(
    "tokenizer-wordpiece", "an id outside the vocabulary",
    wordPiece(#"{"type": "BertProcessing", "cls": ["x", 3], "sep": ["y", 1]}"#), says: "outside the vocabulary"),
  HostileFile(
    "tokenizer-wordpiece", "a negative id",
    wordPiece(#"{"type": "BertProcessing", "cls": ["x", -1], "sep": ["y", 1]}"#),
    says: "outside the vocabulary"),
  HostileFile(
    "tokenizer-wordpiece", "40 000 added tokens",
    wordPiece("null", more: (0..<40_000).map { "{\"id\": \($0 + 3), \"content\": \"t\($0)\"}" }.joined(separator: ",")),
    says: "read"),
  HostileFile(
    "tokenizer-wordpiece", "words of any length",
    wordPiece("null").replacing("\"max_input_chars_per_word\": 100", with: "\"max_input_chars_per_word\": 1000000000"),
    says: "expected a whole number from 1 to 10000"),
  HostileFile(
    "tokenizer-wordpiece", "an id at the end of 64 bits",
    wordPiece("null").replacing("\"b\": 2", with: "\"b\": 9223372036854775807"),
    says: "no token has id 2"),
  HostileFile("vocab.txt", "a token of 3 MB", many("a", 3_000_000), says: "is needed for"),
  HostileFile("vocab.txt", "3 million empty lines", many("\n", 3_000_000), says: "vocab.txt:1: empty line"),
  HostileFile("attune-tokenizer", "deep nesting", many("{\"a\":", 100_000), says: "more than 512 levels of nesting"),
  HostileFile(
    "attune-tokenizer", "100 000 special tokens",
    #"{"version": 1, "kind": "words", "special_tokens": ["# + (0..<100_000).map { "\"t\($0)\"" }.joined(separator: ",")
      + #"], "tokens": []}"#, says: "read"),
]

private let textFiles: [HostileFile] = [
  HostileFile("json", "deep lists", many("[", 1_000_000), says: "more than 512 levels of nesting"),
  HostileFile("json", "a high surrogate alone", #""\ud800x""#, says: "a high surrogate without its low surrogate"),
  HostileFile("json", "a low surrogate alone", #""\udc00""#, says: "a low surrogate without its high surrogate"),
  HostileFile("json", "two high surrogates", #""\ud800\ud800""#, says: "a high surrogate without its low surrogate"),
  HostileFile("json", "NUL", "\"a\u{0}b\"", says: "a control character (byte 0)"),
  HostileFile("json", "invalid UTF-8", "the string is not valid UTF-8") { [0x22, 0xC0, 0x80, 0x22] },
  HostileFile("json", "a surrogate in UTF-8", "the string is not valid UTF-8") { [0x22, 0xED, 0xA0, 0x80, 0x22] },
  HostileFile("json", "a number of 10 MB", many("9", 10_000_000), says: "99… is out of range"),
  HostileFile(
    "json", "a key of 1 MB twice", "{\"\(many("k", 1_000_000))\":1,\"\(many("k", 1_000_000))\":2}",
    says: "kk…\" appears twice"),
  HostileFile("json", "a million values", "[" + many("0,", 1_000_000) + "0]", says: "read"),
  HostileFile(
    "csv", "a quotation mark that never closes", "text,label\n\"" + many("a,b\n", 2_000_000), says: "never closed"),
  HostileFile("csv", "3 MB of commas", "text,label\n" + many(",", 3_000_000), says: "found 3000001 fields, expected 2"),
  HostileFile("csv", "a header of commas", many(",", 3_000_000), says: "found 3000001 columns, at most 10000 are read"),
  HostileFile("tsv", "3 MB of tabs", "text\tlabel\n" + many("\t", 3_000_000), says: "found 3000001 fields, expected 2"),
  HostileFile("tsv", "a header of tabs", many("\t", 3_000_000), says: "found 3000001 columns, at most 10000 are read"),
  HostileFile("tsv", "3 MB of line ends", many("\n", 3_000_000), says: "a blank line"),
  HostileFile("tsv", "a column name of 3 MB", many("x", 3_000_000) + "\tlabel\na\tb\n", says: "no column \"text\""),
  HostileFile(
    "tsv", "a label of one character of 4 MB", "text\tlabel\na\tx" + many("\u{301}", 2_000_000) + "\n",
    says: "…\"; a classifier needs at least two classes"),
  HostileFile("tsv", "NUL", "text\tlabel\na\u{0}b\tx\n", says: "a byte 0 at column 2"),
  HostileFile("lines", "a line of 6 MB", "read") { [UInt8](repeating: 0x61, count: 6_000_000) },
  HostileFile("jsonl", "a line of 6 MB", "column 1: the string that begins here has no end") {
    [0x22] + [UInt8](repeating: 0x61, count: 6_000_000)
  },
  HostileFile("documents", "6 MB that are not UTF-8", "byte 0xFF at column 1 is not UTF-8") {
    [UInt8](repeating: 0xFF, count: 6_000_000)
  },
  HostileFile(
    "jsonl", "100 000 keys, none of them asked for",
    "{" + (0..<100_000).map { "\"tex\($0)\":1" }.joined(separator: ",") + "}", says: "no key \"text\""),
  HostileFile("treebank", "a separator missing in 3 MB", many("| ", 4_000_000), says: "expected a label"),
  HostileFile(
    "questions-json", "200 000 lists", "[" + many("[],", 200_000) + "[]]",
    says: "expected an object for each question"),
  HostileFile("headers", "a negative length", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n", says: "read"),
  HostileFile(
    "headers", "a length of 64 bits", "HTTP/1.1 200 OK\r\ncontent-length: 9223372036854775807\r\n\r\n", says: "read"),
  HostileFile("headers", "2 MB of line ends", many("\r\n:\r\n", 400_000), says: "read"),
]

private let runFiles: [HostileFile] = [
  HostileFile(
    "yaml", "aliases that explode", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    says: "anchors (&a) are not used"),
  HostileFile("yaml", "a section within itself", "a: &a\n  b: *a\n", says: "anchors (&a) are not used"),
  HostileFile("yaml", "deep lists", "a: " + many("[", 200_000), says: "more than 32 levels of nesting"),
  HostileFile(
    "yaml", "deep sections", (0..<300).map { many(" ", $0) + "a:\n" }.joined(), says: "more than 32 levels of nesting"),
  HostileFile("yaml", "NUL", "recipe: sentiment\u{0}\n", says: "not YAML"),
  HostileFile("yaml", "invalid UTF-8", "the line is not valid UTF-8") { Array("a: ".utf8) + [0xFF] },
  HostileFile("yaml", "20 000 unknown keys", (0..<20_000).map { "k\($0): 1\n" }.joined(), says: "more problems"),
  HostileFile(
    "yaml", "30 000 keys twice below a long name", many("n", 1000) + ":\n" + many("  a: 1\n", 30_000),
    says: "… and 51 more problems"),
  HostileFile(
    "yaml", "10¹⁸ epochs", "recipe: sentiment\nepochs: 1000000000000000000\n", says: "must be from 1 to 1000000"),
  HostileFile(
    "yaml", "a batch of 64 bits", "recipe: pretrain\npretraining:\n  batch_size: 9223372036854775807\n",
    says: "must be from 1 to 1000000"
  ),
  HostileFile(
    "state.json", "steps that overflow",
    #"{"step": 9223372036854775807, "best_step": 2, "waited": 1, "tokens": 99, "seconds": 1.5, "files": {}}"#,
    says: "step is 9223372036854775807"),
  HostileFile(
    "state.json", "negative steps",
    #"{"step": -1, "best_step": 2, "waited": 1, "tokens": 99, "seconds": 1.5, "files": {}}"#,
    says: "step is -1"),
  HostileFile(
    "state.json", "a sum of a file without end",
    #"{"step": 1, "best_step": 1, "waited": 1, "tokens": 9, "seconds": 1, "files": {"../../../../dev/zero": 0}}"#,
    says: "it names ../../../../dev/zero"),
  HostileFile(
    "state.json", "a sum of its folder",
    #"{"step": 1, "best_step": 1, "waited": 1, "tokens": 9, "seconds": 1, "files": {"..": "00000000"}}"#,
    says: "it names .."),
  HostileFile(
    "stages.json", "steps that overflow",
    #"{"done": [{"name": "a", "last_step": 9223372036854775807, "seconds": 2, "tokens": 50, "summary": {}}]}"#,
    says: "is not the entry of a stage"),
]
