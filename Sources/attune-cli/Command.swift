internal import Recipes
internal import Runs

/// One command of `attune`, described for parsing, help and completion.
package struct Command: Sendable {
  /// The name on the command line.
  package let name: String
  /// One line for the list of commands.
  let summary: String
  /// What it does, in a few lines, for its own help.
  let discussion: String
  let arguments: [Argument]
  let flags: [Flag]
  package let examples: [Example]
  let run: @Sendable (Invocation) throws -> Void

  /// A command line and its meaning.
  package struct Example: Sendable {
    package let line: String
    let meaning: String
  }

  init(
    _ name: String, _ summary: String, discussion: String = "", arguments: [Argument] = [], flags: [Flag] = [],
    examples: [(String, String)], run: @escaping @Sendable (Invocation) throws -> Void
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.flags = flags
    self.examples = examples.map { Example(line: $0.0, meaning: $0.1) }
    self.run = run
  }

  /// The flags of this command and those of every command.
  var allFlags: [Flag] { flags + [.help] }

  /// Whether `key=value` may follow its name.
  var takesSettings: Bool { arguments.contains { if case .settings = $0.completion { true } else { false } } }

  /// `attune run <run> [key=value …] [--output DIR]`; flags that do not fit into a line are listed below anyway.
  var usage: String {
    let start = ["attune", name] + arguments.map(\.usage)
    let whole = (start + flags.map(\.usage)).joined(separator: " ")
    return whole.count <= 100 ? whole : (start + ["[flags]"]).joined(separator: " ")
  }
}

/// What a shell offers as a value.
enum Completion: Sendable {
  case nothing
  case files
  case folders
  /// Recipes, `recipe/config` and YAML files.
  case runs
  /// `recipe/config` alone.
  case configs
  /// `key=` for every setting.
  case settings
  case commands
  case words([String])
}

/// A positional argument.
struct Argument: Sendable {
  enum Count: Sendable { case one, optional, any }

  let name: String
  let count: Count
  let help: String
  let completion: Completion

  init(_ name: String, _ count: Count = .one, help: String, completion: Completion = .nothing) {
    self.name = name
    self.count = count
    self.help = help
    self.completion = completion
  }

  var usage: String {
    switch count {
    case .one: "<\(name)>"
    case .optional: "[\(name)]"
    case .any: "[\(name) …]"
    }
  }
}

/// A `--flag`, with or without a value.
struct Flag: Sendable {
  /// Without its hyphens.
  let name: String
  let short: String?
  /// The placeholder of the value in help; nil for a flag without a value.
  let value: String?
  let help: String
  let completion: Completion
  /// Whether it may be given several times.
  let isRepeatable: Bool

  init(
    _ name: String, short: String? = nil, value: String? = nil, help: String, completion: Completion = .nothing,
    isRepeatable: Bool = false
  ) {
    self.isRepeatable = isRepeatable
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.completion = completion
  }

  /// The allowed values, if the flag is a choice.
  var choices: [String]? { if case .words(let words) = completion { words } else { nil } }

  var usage: String { "[--\(name)\(value.map { " " + $0 } ?? "")]" }

  static let help = Flag("help", short: "h", help: "Show this help.")
}

/// A parsed command line.
struct Invocation: Sendable {
  /// The available recipes.
  let recipes: [any Recipe.Type]
  /// The output.
  let console: Console
  /// The positional arguments, in order.
  let arguments: [String]
  /// The values of the given flags, by name; an empty text for a flag without a value.
  let flags: [String: [String]]

  func has(_ flag: Flag) -> Bool { flags[flag.name] != nil }
  func value(_ flag: Flag) -> String? { flags[flag.name]?.first }
  /// All values of a flag that may be given several times, in order.
  func values(_ flag: Flag) -> [String] { flags[flag.name] ?? [] }
}
