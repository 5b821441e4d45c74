internal import Attune

extension Command {
  static let ls = Command(
    "ls", "List recipes, their configs, data sets and models",
    examples: [
      ("attune ls", "everything"),
      ("attune ls | head -1", "the first recipe"),
    ]
  ) { invocation in
    let console = invocation.console
    for recipe in invocation.recipes {
      console.say(console.styled(recipe.name, .bold) + "  " + recipe.summary)
      say(recipe.configs.map { ("\(recipe.name)/\($0.name)", summary($0)) }, on: console)
    }
    console.say("\n" + console.styled("Data sets", .bold))
    say(DatasetCard.all.map { ($0.name, $0.summary) }, on: console)
    let models = Hub.downloaded
    console.say("\n" + console.styled("Downloaded models", .bold))
    say(models.isEmpty ? [("none yet", "attune download all-MiniLM-L6-v2")] : models.map { ($0, "") }, on: console)
  }

  /// Two columns, indented.
  private static func say(_ rows: [(name: String, summary: String)], on console: Console) {
    let width = rows.map(\.name.count).max() ?? 0
    for row in rows {
      let gap = row.summary.isEmpty ? 0 : width + 2
      console.say("  " + row.name.padded(to: gap) + console.styled(row.summary, .dim))
    }
  }

  /// The first comment line of a config is its summary.
  private static func summary(_ config: Config) -> String {
    let first = config.yaml.split(separator: 10).first { $0.first == UInt8(ascii: "#") } ?? []
    return String(decoding: first.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: " ") }, as: UTF8.self)
  }
}
