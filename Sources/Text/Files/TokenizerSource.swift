/// The files that a tokenizer was read from. They are written into checkpoints unchanged.
struct TokenizerSource: Sendable {
  var folder: String
  var files: [(name: String, bytes: [UInt8])] = []

  func has(_ name: String) -> Bool { files.contains { $0.name == name } }

  /// Gives a file the name that `transformers` uses.
  mutating func rename(_ name: String, to newName: String) {
    for index in files.indices where files[index].name == name { files[index].name = newName }
  }
}
