/// One kind of file with the function that reads it.
struct Reader {
  /// How it is asked for.
  let name: String
  /// The file's name in its folder.
  let file: String
  /// Sound files. Damaged ones are made of them.
  let seeds: [[UInt8]]
  /// What such files are made of.
  var words: [String] = []
  /// Files that lie beside it and are sound.
  var companions: [(name: String, bytes: [UInt8])] = []
  /// Reads the file in the folder and uses what was read. The bytes are those of the file.
  let read: (_ folder: String, _ bytes: [UInt8]) throws -> Void

  /// The errors that readers say they throw. Anything else is a mistake.
  static let documentedErrors: Set<String> = [
    "JSONError", "FileError", "SystemError", "ConfigurationError", "DatasetError", "TokenizerError", "CheckpointError",
    "GenerationError", "InputError", "PipelineError", "RunError", "PreflightError",
  ]

  /// A message is for people: longer than this, it has some of the file in it.
  static let longestMessage = 65_536

  static let jsonWords = [
    "{\"", "\":", "null", "true", "false", "[[", "]]", "}}", "{}", "\"\"", "\\u0000", "\\ud83d\\ude00", "\\ud800",
    "1e400",
    "-0", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\u{FEFF}",
  ]

  /// Every reader there is.
  static func all() throws -> [Reader] {
    try texts() + datasets() + settings() + tokenizers() + checkpoints() + runs()
  }
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
