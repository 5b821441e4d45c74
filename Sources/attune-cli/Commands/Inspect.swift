internal import Attune

extension Command {
  private static let input = Flag(
    "input", short: "i", value: "FILE",
    help: "Texts from a file: one per line, or the text column of a .tsv, .csv or .jsonl.", completion: .files)
  private static let format = Flag(
    "format", value: "FORMAT", help: "table (default) or json.", completion: .words(["table", "json"]))
  private static let output = Flag(
    "output", short: "o", value: "FILE.html", help: "Write a page for a browser, instead of the table.",
    completion: .files)

  static let inspect = Command(
    "inspect", "Show what a saved checkpoint attends to in a text",
    discussion: """
      For each layer and head: what the tokens attend to, and the entropy in bits. For a
      classifier also what each token contributes to the prediction (gradient × input),
      for a language model the probability and rank of each next token. An encoder
      without a classifier, such as a pretrained BERT, can be inspected as well.

      The page is one file that needs no network. As json each text is one object on one
      line: text, tokens, heads and attention[layer][head][query][key]. Nothing is cut:
      a text that is longer than the model reads is an error.
      """,
    arguments: [
      Argument("checkpoint", help: "A checkpoint folder, such as runs/sentiment/best.", completion: .folders),
      Argument("text", .any, help: "A text; quote it. Without texts they are read from standard input, one per line."),
    ],
    flags: [output, input, format, .precision, .threads],
    examples: [
      ("attune inspect runs/sentiment/best \"Not bad at all.\"", "a table of heads and tokens"),
      ("attune inspect runs/qa/best \"Ada was born in Rome.\" --output ada.html", "a page to look at"),
      ("attune inspect models/bert --format json < texts.txt", "for a program"),
    ]
  ) { invocation in
    let texts = Array(invocation.arguments.dropFirst())
    if !texts.isEmpty && invocation.has(input) {
      throw UsageError("give texts or --input FILE, not both", command: "inspect")
    }
    let file = invocation.value(output)
    if let file { try checkPage(file) }
    try invocation.applyMachineFlags(command: "inspect")
    var reports = InspectionReports(
      inspector: try Inspector(checkpoint: invocation.arguments[0]), console: invocation.console, file: file,
      isJSON: invocation.value(format) == "json")
    if let path = invocation.value(input) {
      try reports.show(reports.inspector.read(path))
    } else if !texts.isEmpty {
      try reports.show(texts.map { ($0, nil) })
    } else {
      var lines = StandardInput()
      while let line = try lines.next(), !StandardStreams.isOutputClosed {
        guard !line.allSatisfy(\.isWhitespace) else { throw Predictor.EmptyLine(number: lines.number) }
        try reports.show([(line, nil)])
      }
    }
    try reports.finish()
  }

  /// Refuses a name that is no page's, so that a typing error replaces no file of another kind, and a folder that does
  /// not exist, before the work.
  private static func checkPage(_ file: String) throws {
    if !file.lowercased().hasSuffix(".html") {
      throw UsageError("--output writes a page: its name ends in .html, found '\(file)'", command: "inspect")
    }
    guard let slash = file.lastIndex(of: "/"), slash > file.startIndex else { return }
    if !isFolder(String(file[..<slash])) {
      throw InputError.problem("cannot write \(file): there is no folder \(file[..<slash]). Make it, or check the name")
    }
  }
}

/// The reports of one command, in the form that the command line wants.
private struct InspectionReports {
  let inspector: Inspector
  let console: Console
  /// The page to write, or nil.
  let file: String?
  let isJSON: Bool
  private var page: InspectionPage
  /// Texts so far.
  private var count = 0

  init(inspector: Inspector, console: Console, file: String?, isJSON: Bool) {
    self.inspector = inspector
    self.console = console
    self.file = file
    self.isJSON = isJSON
    page = InspectionPage(checkpoint: inspector.checkpoint)
  }

  /// Inspects texts and reports each.
  mutating func show(_ texts: [(text: String, pair: String?)]) throws {
    if let file, !inspector.hasAttention {
      throw InputError.problem(
        "\(inspector.checkpoint) has no attention, which \(file) would show: leave --output out for a table")
    }
    for input in try inspector.inputs(texts, first: count + 1) {
      if let remark = inspector.remark(input) { console.warn(remark) }
      let inspection = try inspector.inspect(input)
      if file != nil { page.add(inspection) }
      if isJSON {
        inspection.writeJSON(console.print)
      } else if file == nil {
        if count > 0 { console.say("") }
        for line in inspection.table { console.say(line) }
      }
      count += 1
    }
  }

  /// Writes the page, if there is one.
  mutating func finish() throws {
    guard let file else { return }
    if count == 0 { throw InputError.problem("there is no text: \(file) is not written") }
    try page.write(to: file)
    if !isJSON { console.say("wrote \(file)") }
  }
}
