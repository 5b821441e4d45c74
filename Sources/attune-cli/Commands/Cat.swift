internal import Attune

extension Command {
  static let cat = Command(
    "cat", "Print a shipped config",
    arguments: [.shippedConfig],
    examples: [
      ("attune cat sentiment", "the recipe's first config"),
      ("attune cat sentiment/sst2", "one by name"),
    ]
  ) { invocation in
    let config = try ShippedConfig.require(invocation, command: "cat")
    invocation.console.print(String(decoding: config.yaml, as: UTF8.self))
  }
}

extension Argument {
  static let shippedConfig = Argument(
    "config", help: "A recipe, or recipe/config as 'attune ls' lists them.", completion: .configs)
}

extension ShippedConfig {
  /// The config that the first argument names.
  ///
  /// - Throws: `UsageError` for a file, which is not a shipped config.
  static func require(_ invocation: Invocation, command: String) throws(UsageError) -> Config {
    let word = invocation.arguments[0]
    guard let (_, config) = try find(word, in: invocation.recipes, command: command) else {
      throw UsageError(
        "'\(word)' is a file; attune \(command) needs a shipped config: 'attune ls' lists them", command: command)
    }
    return config
  }
}
