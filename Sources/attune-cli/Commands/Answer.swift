internal import Attune
internal import Glibc

extension Command {
  private static let input = Flag(
    "input", short: "i", value: "FILE",
    help: "Questions from a file: one per line, or a .tsv, .jsonl or .json of questions.", completion: .files)
  private static let format = Flag(
    "format", value: "FORMAT", help: "table (default) or jsonl.", completion: .words(["table", "jsonl"]))
  private static let abstain = Flag(
    "abstain", value: "PRECISION",
    help: "Say \"I don't know\" below the confidence that reached this precision on dev.")
  private static let beams = Flag(
    "beams", value: "N", help: "Number of beams of beam search; 1 (default) is greedy.")

  static let answer = Command(
    "answer", "Ask a saved checkpoint of the qa recipe",
    discussion: """
      The model answers from its weights alone. Without a question and without --input,
      questions are read from standard input, one per line; on a terminal it asks for
      them. As jsonl each answer is one object on one line: question, answer (null for
      "I don't know") and probability: the model's probability of exactly this answer.
      """,
    arguments: [
      Argument("checkpoint", help: "A checkpoint folder, such as runs/qa/best.", completion: .folders),
      Argument("question", .any, help: "A question; quote it."),
    ],
    flags: [input, format, abstain, beams, .precision, .threads],
    examples: [
      ("attune answer runs/qa/best \"Where was Ada Lovelace born?\"", "one question"),
      ("attune answer runs/qa/best", "a conversation, on a terminal"),
      ("attune answer runs/qa/best --input questions.tsv --format jsonl", "a file, for a program"),
      ("attune answer runs/qa/best --abstain 0.9 --input questions.tsv", "only confident answers"),
    ]
  ) { invocation in
    let questions = Array(invocation.arguments.dropFirst())
    if !questions.isEmpty && invocation.has(input) {
      throw UsageError("give questions or --input FILE, not both", command: "answer")
    }
    try invocation.applyMachineFlags(command: "answer")
    let answerer = try Answerer(
      checkpoint: invocation.arguments[0], precision: invocation.number(abstain, in: 0...1, command: "answer"),
      beams: invocation.integer(beams, in: 1...1000, command: "answer") ?? 1)
    let isJSON = invocation.value(format) == "jsonl"
    func show(_ replies: [Answerer.Reply]) {
      let width = replies.map(\.shown.count).max() ?? 0
      for reply in replies {
        invocation.console.say(isJSON ? reply.jsonLine : reply.tableLine(answerWidth: min(width, 40)))
        warn(reply)
      }
    }
    func warn(_ reply: Answerer.Reply) {
      guard reply.unknownWords > 0 else { return }
      invocation.console.warn(
        "words of \"\(reply.question)\" that are not in the vocabulary, read as unknown: \(reply.unknownWords)")
    }
    if let file = invocation.value(input) { return show(try answerer.reply(to: answerer.read(file))) }
    if !questions.isEmpty { return show(try answerer.reply(to: questions)) }
    let isConversation = isatty(0) == 1 && isatty(1) == 1 && !isJSON
    if isConversation { invocation.console.say("Ask a question; an empty line ends.") }
    var lines = StandardInput()
    while true {
      if isConversation { invocation.console.print("> ") }
      if isConversation {
        // An invalid question does not end the conversation.
        do {
          guard let line = try lines.next(), !line.allSatisfy(\.isWhitespace) else { break }
          let reply = try answerer.reply(to: [line])[0]
          invocation.console.say("\(reply.shown)  (\(fixed(reply.probability, 4)))")
          warn(reply)
        } catch StandardInput.Unreadable.failed(let code) {
          throw StandardInput.Unreadable.failed(code)
        } catch { invocation.console.warn("\(error)") }
      } else {
        guard let line = try lines.next(), !StandardStreams.isOutputClosed else { break }
        guard !line.allSatisfy(\.isWhitespace) else { throw Predictor.EmptyLine(number: lines.number) }
        show(try answerer.reply(to: [line]))
      }
    }
  }
}
