internal import Attune

extension Command {
  private static let input = Flag(
    "input", short: "i", value: "FILE",
    help: "Texts from a file: one per line, or the text column of a .tsv, .csv or .jsonl.", completion: .files)
  private static let format = Flag(
    "format", value: "FORMAT", help: "table (default) or jsonl.", completion: .words(["table", "jsonl"]))

  static let predict = Command(
    "predict", "Classify texts with a saved checkpoint",
    discussion: """
      Without a text and without --input, texts are read from standard input, one per
      line. As jsonl each text is one object on one line: text, label, and the
      probability of each label.
      """,
    arguments: [
      Argument("checkpoint", help: "A checkpoint folder, such as runs/sentiment/best.", completion: .folders),
      Argument("text", .any, help: "A text; quote it."),
    ],
    flags: [input, format, .precision, .threads],
    examples: [
      ("attune predict runs/sentiment/best \"Not bad at all.\"", "one text"),
      ("attune predict runs/sentiment/best --input mine.csv --format jsonl", "a file, for a program"),
      ("tail -f remarks.txt | attune predict runs/sentiment/best", "lines as they come"),
    ]
  ) { invocation in
    let texts = Array(invocation.arguments.dropFirst())
    if !texts.isEmpty && invocation.has(input) {
      throw UsageError("give texts or --input FILE, not both", command: "predict")
    }
    try invocation.applyMachineFlags(command: "predict")
    let predictor = try Predictor(checkpoint: invocation.arguments[0])
    let isJSON = invocation.value(format) == "jsonl"
    func show(_ predictions: [Predictor.Prediction]) {
      for prediction in predictions {
        invocation.console.say(
          isJSON ? prediction.jsonLine : prediction.tableLine(labelWidth: predictor.labelWidth))
        if prediction.cutTokens > 0 {
          invocation.console.warn("cut \(prediction.cutTokens) tokens of: \(prediction.text.prefix(60))…")
        }
      }
    }
    if let file = invocation.value(input) {
      show(try predictor.predict(predictor.read(file)))
    } else if !texts.isEmpty {
      show(try predictor.predict(texts.map { ($0, nil) }))
    } else {
      // Process each line immediately: its prediction is printed before the next line is read.
      var input = StandardInput()
      while let line = try input.next(), !StandardStreams.isOutputClosed {
        guard !line.allSatisfy(\.isWhitespace) else { throw Predictor.EmptyLine(number: input.number) }
        show(try predictor.predict([(line, nil)]))
      }
    }
  }
}
