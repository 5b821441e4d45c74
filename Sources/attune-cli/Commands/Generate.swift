internal import Attune
internal import Glibc

extension Command {
  private static let prompt = Flag(
    "prompt", short: "p", value: "TEXT",
    help: "What to continue; quote it. By default each line of standard input.")
  private static let maximumTokens = Flag(
    "max-tokens", value: "N", help: "Largest number of new tokens; 64 by default.")
  private static let temperature = Flag(
    "temperature", value: "T", help: "0 (default) selects the most probable token; 1 samples from the model.")
  private static let topK = Flag("top-k", value: "K", help: "Sample only from the K most probable tokens.")
  private static let topP = Flag(
    "top-p", value: "P", help: "Sample only from the smallest set of tokens whose probabilities reach P.")
  private static let penalty = Flag(
    "repetition-penalty", value: "R",
    help: "Above 1, tokens that the text already has become less probable.")
  private static let stop = Flag(
    "stop", value: "TEXT", help: "End the text before TEXT. May be given several times.", isRepeatable: true)
  private static let beams = Flag("beams", value: "K", help: "Number of beams of beam search.")
  private static let seed = Flag("seed", value: "N", help: "Seed of sampling; 1 by default.")
  private static let format = Flag(
    "format", value: "FORMAT", help: "text (default) or json.", completion: .words(["text", "json"]))

  static let generate = Command(
    "generate", "Continue a text with a saved language model",
    discussion: """
      For checkpoints of the recipes pretrain and qa, and for GPT-2 folders of
      'transformers'. As json each text is an object on one line: prompt, text, tokens,
      is_complete and log_probability. The repetition penalty comes first, then
      temperature, top-k and top-p. The same seed draws the same texts; each prompt of
      standard input has draws of its own.
      """,
    arguments: [Argument("checkpoint", help: "A checkpoint folder.", completion: .folders)],
    flags: [
      prompt, maximumTokens, temperature, topK, topP, penalty, stop, beams, seed, format, .precision, .threads,
    ],
    examples: [
      ("attune generate runs/pretrain/best --prompt \"Once upon\"", "the most probable tokens"),
      ("attune generate models/gpt2 --prompt \"Once upon\" --temperature 0.8 --seed 7", "a sample"),
      ("attune generate models/gpt2 --prompt \"Once upon\" --beams 4 --format json", "beam search"),
      ("cat prompts.txt | attune generate models/gpt2 --stop \".\"", "a sentence for each line"),
    ]
  ) { invocation in
    let command = "generate"
    var options = TextGenerator.Options()
    options.maximumTokens = try invocation.integer(maximumTokens, in: 1...1_000_000, command: command) ?? 64
    options.temperature = try invocation.number(temperature, in: 0...1000, command: command) ?? 0
    options.topK = try invocation.integer(topK, in: 1...10_000_000, command: command)
    options.topP = try invocation.number(topP, in: 0...1, command: command)
    options.repetitionPenalty = try invocation.number(penalty, in: 0.01...100, command: command) ?? 1
    options.stopTexts = invocation.values(stop)
    options.beams = try invocation.integer(beams, in: 1...1000, command: command) ?? 1
    options.seed = try invocation.integer(seed, in: 0...Int.max, command: command) ?? 1
    if options.beams > 1 && options.temperature > 0 {
      throw UsageError(
        "--beams searches for the most probable text and --temperature samples one: give only one", command: command)
    }
    if options.beams > 1 && (options.repetitionPenalty != 1 || !options.stopTexts.isEmpty) {
      throw UsageError("--repetition-penalty and --stop do not work with --beams", command: command)
    }
    if options.temperature == 0 && (options.topK != nil || options.topP != nil) {
      throw UsageError("--top-k and --top-p need a --temperature above 0", command: command)
    }
    let noPrompt = UsageError(
      "give --prompt TEXT, what to continue, or prompts on standard input, one a line", command: command)
    if !invocation.has(prompt) && isatty(0) == 1 { throw noPrompt }
    try invocation.applyMachineFlags(command: command)

    var generator: TextGenerator?
    func show(_ text: String) throws {
      let opened = try generator ?? TextGenerator(checkpoint: invocation.arguments[0])
      generator = opened
      let result = try opened.continueText(text, options)
      invocation.console.say(invocation.value(format) == "json" ? result.jsonLine : result.prompt + result.text)
      if let contextLength = result.fullBlock {
        invocation.console.warn(
          "stopped after \(result.tokenCount) new tokens: prompt and text fill the context length \(contextLength)"
        )
      }
      if result.unknownWords > 0 {
        invocation.console.warn(
          "words of the prompt that are not in the vocabulary, read as unknown: \(result.unknownWords)")
      }
      options.promptNumber += 1
    }
    if let text = invocation.value(prompt) { return try show(text) }
    // Each line's text is printed before the next line is read.
    var lines = StandardInput()
    while let line = try lines.next(), !StandardStreams.isOutputClosed {
      guard !line.isEmpty else { throw Predictor.EmptyLine(number: lines.number) }
      try show(line)
    }
    if lines.number == 0 { throw noPrompt }
  }
}
