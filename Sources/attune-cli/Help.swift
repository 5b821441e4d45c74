internal import Attune

/// The texts of `--help`, made from the table of commands.
enum Help {
  private static let headline = "Fine-tune transformers on ordinary CPUs."

  /// The output of `attune` without arguments.
  static func short(_ console: Console) -> String {
    """
    attune \(attuneVersion) — \(headline)

    \(list(console))

    'attune help COMMAND' explains one of them, with examples.

    """
  }

  /// The output of `attune help`.
  static func full(_ console: Console) -> String {
    """
    \(short(console))
    \(console.styled("Examples", .bold))
    \(commands.compactMap(\.examples.first).map { "  " + $0.line }.joined(separator: "\n"))

    \(console.styled("Flags", .bold))
    \(table([("--help, -h", "Show help; after a command, the command's."), ("--version, -V", "Show the version.")]))

    \(console.styled("Exit codes", .bold))
      0 success    1 failure    2 invalid command line or settings

    \(console.styled("Environment", .bold))
    \(table(environment))

    """
  }

  private static let environment = [
    ("ATTUNE_DATA", "The folder of named data sets, if no flag or setting names one."),
    ("ATTUNE_HOME", "The folder of downloads; ~/.cache/attune by default."),
    ("NO_COLOR", "Set to anything: no colours."),
  ]

  /// The output of `attune help COMMAND`.
  static func text(_ command: Command, _ console: Console) -> String {
    var parts = [
      "attune \(command.name) — \(command.summary)", console.styled("Usage", .bold) + "\n  " + command.usage,
    ]
    if !command.discussion.isEmpty { parts.append(command.discussion) }
    if !command.arguments.isEmpty {
      parts.append(console.styled("Arguments", .bold) + "\n" + table(command.arguments.map { ($0.name, $0.help) }))
    }
    parts.append(console.styled("Flags", .bold) + "\n" + table(command.allFlags.map { (label($0), text($0)) }))
    let width = command.examples.map(\.line.count).max() ?? 0
    let examples = command.examples.map { example in
      let gap = String(repeating: " ", count: width - example.line.count + 2)
      return "  \(example.line)\(gap)\(console.styled("# " + example.meaning, .dim))"
    }
    parts.append(console.styled("Examples", .bold) + "\n" + examples.joined(separator: "\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func list(_ console: Console) -> String {
    console.styled("Commands", .bold) + "\n" + table(commands.map { ($0.name, $0.summary) })
  }

  private static func label(_ flag: Flag) -> String {
    "--\(flag.name)\(flag.value.map { " " + $0 } ?? "")\(flag.short.map { ", -\($0)" } ?? "")"
  }

  private static func text(_ flag: Flag) -> String {
    let unnamed = flag.choices?.contains { !flag.help.contains($0) } ?? false
    return unnamed ? flag.help + " One of \(flag.choices?.joined(separator: ", ") ?? "")." : flag.help
  }

  /// Two columns; the first is as wide as its widest entry.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\($0.1)" }
      .joined(separator: "\n")
  }
}
