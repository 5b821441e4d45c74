internal import Attune

extension Command {
  private static let output = Flag(
    "output", short: "o", value: "DIR", help: "The run's folder; runs/<recipe>[-<config>] by default.",
    completion: .folders)
  private static let resume = Flag("resume", help: "Resume the stopped run in the folder.")
  private static let overwrite = Flag("overwrite", help: "Remove the run in the folder and start again.")

  static let run = Command(
    "run", "Run a recipe",
    discussion: """
      Writes a folder with config.yaml (every setting), metrics.jsonl (one line per
      logged step), best/ and last/ (checkpoints in the format of 'transformers') and
      results.json. Ctrl-C, or closing the terminal, stops after the current step and
      saves; a second Ctrl-C stops immediately.
      """,
    arguments: [.run, .settings], flags: [output, resume, overwrite],
    examples: [
      ("attune run sentiment", "the recipe's first config"),
      ("attune run sentiment/sst2 epochs=1 seed=2", "another config with changes"),
      ("attune run my.yaml --output runs/mine", "a file of your own"),
      ("attune run runs/mine --resume", "resume a stopped run"),
    ]
  ) { invocation in
    if invocation.has(resume) && invocation.has(overwrite) {
      throw UsageError("--resume and --overwrite exclude each other", command: "run")
    }
    let target = try RunTarget(invocation.arguments[0], in: invocation.recipes, command: "run")
    let plan = try target.plan(Array(invocation.arguments.dropFirst()))
    let existing: RunFolder.Existing =
      invocation.has(resume) ? .resume : invocation.has(overwrite) ? .replace : .refuse
    try plan.run(in: invocation.value(output) ?? target.folder, existing: existing, invocation.console)
  }
}
