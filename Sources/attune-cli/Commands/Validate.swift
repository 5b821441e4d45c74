internal import Attune

extension Command {
  private static let resolved = Flag(
    "print", short: "p",
    help: "Print every setting as in config.yaml; check settings only.")
  private static let untimed = Flag(
    "no-timing", help: "Do not run a few steps in memory to predict the time.")
  private static let output = Flag(
    "output", short: "o", value: "DIR", help: "The run's folder, which must be able to take it; as for 'attune run'.",
    completion: .folders)

  static let validate = Command(
    "validate", "Check everything about a run before its first step",
    discussion: """
      Makes the same checks as 'attune run' at its start, and reports all problems at
      once: settings, files, columns, labels, texts that are too long, a tokenizer and a
      model that do not fit together, the folder of the run and space on the disk.
      Remarks do not prevent a run: texts that are cut, overlap of training with
      held-out data. It also predicts the tokens, memory, disk and, from a few steps in
      memory, the time of the run. Nothing is written.
      """,
    arguments: [.run, .settings], flags: [resolved, output, untimed],
    examples: [
      ("attune validate my.yaml", "a file of your own"),
      ("attune validate sentiment/sst2 epochs=5", "a shipped config with a change"),
      ("attune validate my.yaml --no-timing", "without the steps that predict the time"),
      ("attune validate my.yaml --print", "see every setting and its default"),
    ]
  ) { invocation in
    let target = try RunTarget(invocation.arguments[0], in: invocation.recipes, command: "validate")
    let plan = try target.plan(Array(invocation.arguments.dropFirst()))
    if invocation.has(resolved) {
      return invocation.console.print(plan.config.yaml)
    }
    let folder = invocation.value(output) ?? target.folder
    let preflight = plan.preflight(folder: folder, isTimed: !invocation.has(untimed))
    RunFolder.look(at: folder, for: plan.config, preflight)
    let console = invocation.console
    for line in preflight.table { console.say(line) }
    try preflight.check()
    console.say("\(invocation.arguments[0]): a valid run of \(plan.recipe)")
  }
}

extension Argument {
  static let run = Argument(
    "run", help: "A recipe, recipe/config, a YAML file, or the folder of an earlier run.", completion: .runs)
  static let settings = Argument(
    "key=value", .any, help: "Settings that override the file: epochs=5, learning_rate=3e-5.",
    completion: .settings)
}
