internal import Attune

extension Command {
  private static let data = Flag(
    "data", value: "FILE",
    help: "A file, or a data set's name; without it the split that its run had.",
    completion: .files)
  private static let split = Flag(
    "split", value: "NAME", help: "The split; dev without it.",
    completion: .words(DatasetCard.all.splitNames))
  private static let dataFolder = Flag(
    "data-folder", value: "DIR", help: "Where data sets are; the variable ATTUNE_DATA without it.",
    completion: .folders)
  private static let format = Flag(
    "format", value: "FORMAT", help: "table (without it) or json.", completion: .words(["table", "json"]))

  static let evaluate = Command(
    "evaluate", "Score a saved checkpoint",
    discussion: """
      Every score comes with a 95% interval, beside what needs no model: the most
      frequent label or answer, the answer of the most similar question, the mean, the
      frequencies of the tokens. It names what was scored: hashes of the checkpoint, the
      tokenizer and the data. Folders that 'transformers' saved can be scored as well.
      """,
    arguments: [
      Argument("checkpoint", help: "A checkpoint folder, such as runs/sentiment/best.", completion: .folders)
    ],
    flags: [data, split, dataFolder, format, .precision, .threads],
    examples: [
      ("attune evaluate runs/sentiment/best", "on the dev data of its training"),
      ("attune evaluate runs/sentiment/best --split test", "on its test data"),
      ("attune evaluate runs/sentiment/best --data my.tsv --format json", "a file of your own, for a program"),
    ]
  ) { invocation in
    if let file = invocation.value(data), exists(file), invocation.has(split) {
      throw UsageError(
        "--split chooses among the splits of a data set, and \(file) is a file: leave it out", command: "evaluate")
    }
    try invocation.takeUpMachine(command: "evaluate")
    let outcome = try Evaluation.run(
      checkpoint: invocation.arguments[0], data: invocation.value(data), split: invocation.value(split) ?? "dev",
      dataFolder: invocation.value(dataFolder))
    if invocation.value(format) == "json" {
      invocation.console.print(outcome.json)
    } else {
      invocation.console.say(outcome.table)
    }
  }
}
