internal import Attune

extension Command {
  static let help = Command(
    "help", "Explain a command",
    arguments: [
      Argument("command", .optional, help: "The command; without one, all are listed.", completion: .commands)
    ],
    examples: [("attune help", "the list"), ("attune help run", "one command")]
  ) { invocation in
    guard let name = invocation.arguments.first else {
      return invocation.console.print(Help.full(invocation.console))
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      let near = suggestion(for: name, among: commands.map(\.name)).map { "; did you mean \($0)?" }
      throw UsageError("there is no command '\(name)'\(near ?? "; 'attune help' lists them")")
    }
    invocation.console.print(Help.text(command, invocation.console))
  }
}
