internal import Attune

extension Command {
  private static let data = Flag(
    "data", value: "FILE",
    help: "A file, or a data set's name; by default the data of the checkpoint's run.",
    completion: .files)
  private static let split = Flag(
    "split", value: "NAME", help: "dev by default.",
    completion: .words(DatasetCard.all.splitNames))
  private static let dataFolder = Flag(
    "data-folder", value: "DIR", help: "The folder of data sets; by default the variable ATTUNE_DATA.",
    completion: .folders)
  private static let preprocess = Flag(
    "preprocess", value: "LIST",
    help: "lowercase,printable,spaces or none, for language models; by default as trained.")
  private static let format = Flag(
    "format", value: "FORMAT", help: "table (default) or json.", completion: .words(["table", "json"]))

  static let evaluate = Command(
    "evaluate", "Score a saved checkpoint",
    discussion: """
      Every score has a 95% interval and baselines that need no model: the most frequent
      label or answer, the answer of the most similar question, the mean, the
      frequencies of the tokens. The report has the hashes of the checkpoint, the
      tokenizer and the data. Folders that 'transformers' saved can be scored as well.
      """,
    arguments: [
      Argument("checkpoint", help: "A checkpoint folder, such as runs/sentiment/best.", completion: .folders)
    ],
    flags: [data, split, dataFolder, preprocess, format, .precision, .threads],
    examples: [
      ("attune evaluate runs/sentiment/best", "on the dev data of its training"),
      ("attune evaluate runs/sentiment/best --split test", "on its test data"),
      ("attune evaluate runs/sentiment/best --data my.tsv --format json", "a file of your own, for a program"),
      ("attune evaluate runs/pretrain/best --data my.txt", "the perplexity of a text"),
    ]
  ) { invocation in
    if let file = invocation.value(data), exists(file), invocation.has(split) {
      throw UsageError(
        "--split selects a split of a data set, but \(file) is a file: omit --split", command: "evaluate")
    }
    let steps = try invocation.value(preprocess).map(preprocessing)
    try invocation.applyMachineFlags(command: "evaluate")
    let outcome = try Evaluation.run(
      checkpoint: invocation.arguments[0], data: invocation.value(data), split: invocation.value(split) ?? "dev",
      dataFolder: invocation.value(dataFolder), preprocess: steps)
    if invocation.value(format) == "json" {
      invocation.console.print(outcome.json)
    } else {
      invocation.console.say(outcome.table)
    }
  }

  /// "lowercase,spaces", or "none".
  private static func preprocessing(_ list: String) throws(UsageError) -> [PreprocessingStep] {
    if list == "none" { return [] }
    var steps: [PreprocessingStep] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let step = PreprocessingStep(rawValue: word) else {
        let known = PreprocessingStep.allCases.map(\.rawValue)
        let near = suggestion(for: word, among: known).map { "; did you mean \($0)?" } ?? ""
        throw UsageError(
          "--preprocess takes none, or a list of \(known.joined(separator: ", ")), not '\(word)'\(near)",
          command: "evaluate")
      }
      if steps.contains(step) { throw UsageError("--preprocess has \(word) twice", command: "evaluate") }
      steps.append(step)
    }
    return steps
  }
}
