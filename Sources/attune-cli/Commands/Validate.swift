internal import Attune

extension Command {
  private static let resolved = Flag(
    "print", short: "p", help: "Print every setting with its value, as a run's config.yaml.")

  static let validate = Command(
    "validate", "Check a run's settings without running it",
    discussion: """
      Reads the settings exactly as 'attune run' does and reports everything that
      is wrong at once: unknown keys, wrong types, missing or impossible values,
      data and models that are not there.
      """,
    arguments: [.run, .settings], flags: [resolved],
    examples: [
      ("attune validate my.yaml", "a file of your own"),
      ("attune validate sentiment/sst2 epochs=5", "a shipped config with a change"),
      ("attune validate my.yaml --print", "see every setting and its default"),
    ]
  ) { invocation in
    let target = try RunTarget(invocation.arguments[0], in: invocation.application, command: "validate")
    let plan = try target.plan(Array(invocation.arguments.dropFirst()))
    if invocation.has(resolved) {
      invocation.console.print(plan.yaml)
    } else {
      invocation.console.say("\(invocation.arguments[0]): a valid run of \(plan.recipe)")
    }
  }
}

extension Argument {
  static let run = Argument(
    "run", help: "A recipe, recipe/config, a YAML file, or the folder of an earlier run.", completion: .runs)
  static let settings = Argument(
    "key=value", .any, help: "Settings that win over the file's: epochs=5, optimizer.learning_rate=3e-5.",
    completion: .settings)
}
