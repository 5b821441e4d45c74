package import Attune

/// The command `attune`, from its arguments to its exit code.
package struct Application: Sendable {
  /// The available recipes.
  package let recipes: [any Recipe.Type]
  /// The output.
  package let console: Console

  /// An `attune` with the given recipes; tests have their own.
  package init(recipes: [any Recipe.Type], console: Console) {
    self.recipes = recipes
    self.console = console
  }

  /// Runs a command line, and reports errors on standard error.
  ///
  /// - Parameter words: the arguments without the program's name.
  /// - Returns: the exit code: 0 success, 1 failure, 2 invalid command line or settings.
  package func main(_ words: [String]) -> Int32 {
    do {
      try perform(words)
      return 0
    } catch {
      console.endProgress()
      report(error)
      if let found = error as? PreflightError { return found.settings.isEmpty ? 1 : 2 }
      return error is UsageError || error is ConfigurationError || error is RunFolderError ? 2 : 1
    }
  }

  private func perform(_ words: [String]) throws {
    guard let first = words.first else { return console.print(Help.short(console)) }
    switch first {
    case "--help", "-h": return console.print(Help.full(console))
    case "--version", "-V": return console.say("attune \(attuneVersion)")
    default: break
    }
    guard let command = commands.first(where: { $0.name == first }) else { throw unknownCommand(first) }
    let keys = command.takesSettings ? recipes.flatMap { $0.settingKeys } : []
    let parser = CommandLineParser(command: command, settingKeys: keys)
    let result = try parser.parse(Array(words.dropFirst()))
    if result.flags["help"] != nil { return console.print(Help.text(command, console)) }
    try command.run(
      Invocation(recipes: recipes, console: console, arguments: result.arguments, flags: result.flags))
  }

  private func unknownCommand(_ word: String) -> UsageError {
    if word.hasPrefix("-") {
      return UsageError("unknown flag \(word); attune itself has --help and --version")
    }
    if let near = suggestion(for: word, among: commands.map(\.name)) {
      return UsageError("unknown command '\(word)'; did you mean \(near)?")
    }
    if recipes.contains(where: { $0.name == word }) {
      return UsageError("'\(word)' is a recipe; run it with: attune run \(word)")
    }
    return UsageError("unknown command '\(word)'; 'attune help' lists them")
  }

  private func report(_ error: any Error) {
    var lines = "\(error)".split(separator: "\n").map(String.init)
    if case ConfigurationError.invalid(let problems) = error, problems.count > 1 {
      lines = ["\(problems.count) problems with the settings:"] + lines.map { "  " + $0 }
    }
    if let found = error as? PreflightError, found.count > 1 {
      lines = ["\(found.count) problems\(found.others.isEmpty ? " with the settings" : ""):"] + lines.map { "  " + $0 }
    }
    if let usage = error as? UsageError, let name = usage.command {
      lines.append("See 'attune help \(name)'.")
    }
    lines[0] = console.styled("error:", .red, on: .error) + " " + lines[0]
    console.emit(lines.joined(separator: "\n"), to: .error)
  }
}
