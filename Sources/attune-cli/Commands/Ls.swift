internal import Attune

extension Command {
  static let ls = Command(
    "ls", "List recipes and their configs",
    examples: [
      ("attune ls", "everything"),
      ("attune ls | head -1", "the first recipe"),
    ]
  ) { invocation in
    let console = invocation.console
    let recipes = invocation.application.recipes
    let rows = recipes.flatMap { recipe in recipe.configs.map { ("\(recipe.name)/\($0.name)", summary($0)) } }
    let width = rows.map(\.0.count).max() ?? 0
    for recipe in recipes {
      console.say(console.styled(recipe.name, .bold) + "  " + recipe.summary)
      for config in recipe.configs {
        let name = "\(recipe.name)/\(config.name)"
        let gap = String(repeating: " ", count: width - name.count + 2)
        console.say("  \(name)\(gap)\(console.styled(summary(config), .dim))")
      }
    }
  }

  /// A config's first comment line says what it is.
  private static func summary(_ config: Config) -> String {
    let first = config.yaml.split(separator: 10).first { $0.first == UInt8(ascii: "#") } ?? []
    return String(decoding: first.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: " ") }, as: UTF8.self)
  }
}
