internal import Attune

extension Command {
  private static let resolved = Flag(
    "print", short: "p",
    help: "Print every setting as config.yaml has it; only settings are checked.")
  private static let untimed = Flag(
    "no-timing", help: "Do not carry out a few steps in memory to predict the time.")
  private static let output = Flag(
    "output", short: "o", value: "DIR", help: "The run's folder, which must be free to take it; as for 'attune run'.",
    completion: .folders)

  static let validate = Command(
    "validate", "Check everything about a run that can be known before its first step",
    discussion: """
      Makes the checks that 'attune run' begins with and reports everything that is
      wrong at once: settings, files, columns, labels, texts that do not fit, a
      tokenizer and a model that do not belong together, the folder it would go to and
      room on the disk. Remarks do
      not keep a run from beginning: texts that are cut, overlap of training with
      held-out data. Then what the run will take: tokens, memory, disk, and time from a
      few steps in memory. Nothing is written.
      """,
    arguments: [.run, .settings], flags: [resolved, output, untimed],
    examples: [
      ("attune validate my.yaml", "a file of your own"),
      ("attune validate sentiment/sst2 epochs=5", "a shipped config with a change"),
      ("attune validate my.yaml --no-timing", "without the steps that predict the time"),
      ("attune validate my.yaml --print", "see every setting and its default"),
    ]
  ) { invocation in
    let target = try RunTarget(invocation.arguments[0], in: invocation.application, command: "validate")
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
    "key=value", .any, help: "Settings that win over the file's: epochs=5, learning_rate=3e-5.",
    completion: .settings)
}
