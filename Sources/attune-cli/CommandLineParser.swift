internal import Base

/// Sorts a command's words into flags and arguments.
///
/// `--output DIR`, `--output=DIR` and `-o DIR` mean the same; after `--` nothing is a flag; a lone `-` never is.
struct CommandLineParser {
  let command: Command
  /// Keys of the settings of the command, to detect `--learning_rate=3` instead of `learning_rate=3`.
  let settingKeys: [String]

  struct Result {
    var arguments: [String] = []
    var flags: [String: [String]] = [:]
  }

  func parse(_ words: [String]) throws(UsageError) -> Result {
    var result = Result()
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        result.arguments += rest
        break
      }
      if word.hasPrefix("-") && word != "-" {
        try parseFlag(word, &rest, &result)
      } else {
        result.arguments.append(word)
      }
    }
    if result.flags["help"] == nil { try checkCount(result.arguments) }
    return result
  }

  private func parseFlag(_ word: String, _ rest: inout ArraySlice<String>, _ result: inout Result) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let flag = command.allFlags.first { "--" + $0.name == parts[0] || ($0.short.map { "-" + $0 } == parts[0]) }
    guard let flag else { throw unknown(parts[0]) }
    if result.flags[flag.name] != nil && !flag.isRepeatable { throw error("--\(flag.name) is given twice") }
    guard let name = flag.value else {
      if parts.count == 2 { throw error("--\(flag.name) takes no value, found '\(parts[1])'") }
      result.flags[flag.name] = [""]
      return
    }
    guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
      throw error("--\(flag.name) needs a value: --\(flag.name) \(name)")
    }
    if let choices = flag.choices, !choices.contains(value) {
      let near = suggestion(for: value, among: choices).map { "; did you mean \($0)?" } ?? ""
      throw error("--\(flag.name) is one of \(choices.joined(separator: ", ")), found '\(value)'\(near)")
    }
    result.flags[flag.name, default: []].append(value)
  }

  private func unknown(_ word: String) -> UsageError {
    let names = command.allFlags.map { "--" + $0.name }
    if let near = suggestion(for: word, among: names) { return error("unknown flag \(word); did you mean \(near)?") }
    let key = word.drop { $0 == "-" }.map { $0 == "-" ? "_" : String($0) }.joined()
    if let setting = settingKeys.first(where: { $0 == key || $0.hasSuffix("." + key) }) {
      return error("unknown flag \(word); a setting has no hyphens: \(setting)=VALUE")
    }
    return error("unknown flag \(word); this command has \(names.joined(separator: ", "))")
  }

  private func checkCount(_ arguments: [String]) throws(UsageError) {
    for (index, argument) in command.arguments.enumerated() {
      if argument.count == .one && index >= arguments.count {
        throw error("<\(argument.name)> is missing. Usage: \(command.usage)")
      }
    }
    let takesAny = command.arguments.contains { $0.count == .any }
    if !takesAny && arguments.count > command.arguments.count {
      let extra = arguments[command.arguments.count]
      let flag = command.flags.first { $0.value != nil && extra.hasPrefix($0.name + "=") }
      let near = flag == nil ? "." : "; did you mean --\(extra)?"
      throw error("'\(extra)' is one argument too many\(near) Usage: \(command.usage)")
    }
  }

  private func error(_ message: String) -> UsageError { UsageError(message, command: command.name) }
}

extension Command {
  /// Checks flags and the number of arguments after the command's name, but not their values.
  package func check(_ words: [String]) throws(UsageError) {
    _ = try CommandLineParser(command: self, settingKeys: []).parse(words)
  }
}
