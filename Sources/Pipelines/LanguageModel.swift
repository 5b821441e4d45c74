package import Base
internal import Tensor
package import Text
package import Transformer

/// A language model with everything that is needed to use it again: the content of a checkpoint folder.
///
/// The folder has `config.json`, `model.safetensors` and the tokenizer's files, and `attune.json` with the task, the
/// format of questions, and the origin of the weights.
package struct LanguageModel {
  package let model: CausalLanguageModel
  package let tokenizer: any Tokenizer
  /// The format of questions; nil for a model that was only pretrained.
  package let format: AnswerFormat?
  /// The token that ends a text, for a model that was only pretrained; nil uses the one in `config.json`.
  package var textEnd: Int32?
  /// The tokens that end a text by `generation_config.json`.
  private var foundEnds: Set<Int32> = []
  /// Largest number of tokens of an answer.
  package var maximumAnswer = 64
  /// The steps that changed the texts of its training; the same are applied to what it reads later.
  package var preprocess: [PreprocessingStep] = []
  /// The other members of `attune.json`: recipe, settings, hashes, results.
  package var about = JSON.Object()

  package init(model: CausalLanguageModel, tokenizer: any Tokenizer, format: AnswerFormat?) {
    self.model = model
    self.tokenizer = tokenizer
    self.format = format
  }

  /// Largest number of tokens that the model reads.
  package var contextLength: Int { model.configuration.contextLength }

  /// The tokens that end an answer, or a text; each of them does.
  package var endTokens: Set<Int32> {
    if let format { return Set([tokenizer.id(of: format.end)].compactMap(\.self)) }
    if let textEnd { return [textEnd] }
    if !foundEnds.isEmpty { return foundEnds }
    let ends = Self.ends(model.configuration.json["eos_token_id"])
    return ends.isEmpty ? Set([tokenizer.id(of: "<|endoftext|>")].compactMap(\.self)) : ends
  }

  /// The ids of `eos_token_id`, which is a number or a list.
  private static func ends(_ value: JSON?) -> Set<Int32> {
    Set((value?.array ?? [value].compactMap(\.self)).compactMap { $0.integer.flatMap(Int32.init(exactly:)) })
  }

  /// An answer with the probability of exactly these tokens.
  package struct Answer {
    package let text: String
    package let probability: Double
    /// Whether the model ended the answer; false if the limit did.
    package let isComplete: Bool
  }

  /// Answers questions, greedily or with beam search.
  ///
  /// - Throws: for a question that is longer than the context length.
  package func answers(
    _ questions: [String], beams: Int = 1, shouldStop: () -> Bool = { false }
  ) throws -> [Answer] {
    guard let format else { throw InputError.problem("the model was not trained to answer questions") }
    let prompts = questions.map { format.prompt($0, tokenizer) }
    if let long = prompts.firstIndex(where: { $0.count > contextLength }) {
      throw InputError.problem(
        "the question \"\(questions[long].prefix(60))…\" has \(prompts[long].count) tokens with its separator,"
          + " but the model reads \(contextLength): shorten it")
    }
    return try answers(to: prompts, beams: beams, shouldStop: shouldStop)
  }

  /// Answers questions that are already tokens, as `AnswerFormat.prompt` makes them.
  package func answers(
    to prompts: [[Int32]], beams: Int = 1, shouldStop: () -> Bool = { false }
  ) throws -> [Answer] {
    guard let format else { throw InputError.problem("the model was not trained to answer questions") }
    var options = GenerationOptions(maximumTokens: maximumAnswer, endTokens: endTokens)
    options.beams = beams
    return try model.generate(prompts, options, shouldStop: shouldStop).map {
      if $0.logProbability.isNaN {
        throw InputError.problem("the model's outputs are NaN: its weights are damaged")
      }
      return Answer(text: format.answer($0.tokens, tokenizer), probability: $0.probability, isComplete: $0.isComplete)
    }
  }

  /// Writes the folder's files; `folder` exists.
  package func write(to folder: String) throws {
    try model.write(to: folder, endTokens: endTokens.sorted())
    for file in tokenizer.files { try writeFile(folder + "/" + file.name, file.bytes) }
    var object: JSON.Object = [
      "format": .integer(1), "task": .string(format == nil ? "language_model" : "question_answering"),
      "model_sha256": .string(try SHA256.hexadecimal(ofFile: folder + "/model.safetensors")),
    ]
    if let format {
      object["answer_format"] = .object(format.json)
      object["max_answer_tokens"] = .integer(maximumAnswer)
    }
    if !preprocess.isEmpty { object["preprocess"] = .array(preprocess.map { .string($0.rawValue) }) }
    for (key, value) in about.members { object[key] = value }
    try writeFile(folder + "/attune.json", Array(JSON.object(object).pretty.utf8))
  }

  /// Opens a checkpoint folder of Attune, or a GPT-2 that `transformers` saved.
  package static func open(_ folder: String) throws -> LanguageModel {
    if try CheckpointKind(folder) == .classifier {
      throw InputError.problem("\(folder) is not a language model; use it with 'attune predict' or 'attune evaluate'")
    }
    let about = exists(folder + "/attune.json") ? try JSON(parsingFile: folder + "/attune.json").object : nil
    let model = try CausalLanguageModel(folder: folder)
    if about != nil { try requireAllUsed(model.unused, folder: folder) }
    let tokenizer = try Tokenizers.load(folder: folder)
    var result = LanguageModel(model: model, tokenizer: tokenizer, format: AnswerFormat(json: about?["answer_format"]))
    try result.check(folder: folder)
    if exists(folder + "/generation_config.json") {
      result.foundEnds = ends(try JSON(parsingFile: folder + "/generation_config.json")["eos_token_id"])
    }
    result.maximumAnswer = about?["max_answer_tokens"]?.integer ?? result.maximumAnswer
    guard (1...1_000_000).contains(result.maximumAnswer) else {
      throw InputError.problem(
        "\(folder)/attune.json: max_answer_tokens is \(result.maximumAnswer), expected a number from 1 to 1000000")
    }
    result.preprocess = try (about?["preprocess"]?.array ?? []).map { step in
      if let known = step.string.flatMap(PreprocessingStep.init(rawValue:)) { return known }
      throw InputError.problem(
        "\(folder)/attune.json: preprocess has \(excerpt(step.compact)), expected a list of"
          + " \(PreprocessingStep.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    result.about = about ?? JSON.Object()
    // `write` computes these members again.
    for key in ["format", "task", "model_sha256", "answer_format", "max_answer_tokens", "preprocess"] {
      result.about[key] = nil
    }
    return result
  }

  /// Refuses a tokenizer with more ids than the embedding has rows: a lookup would read past the end of the table.
  package func check(folder: String) throws {
    let rows = model.configuration.vocabularySize
    if tokenizer.vocabularySize > rows {
      throw PipelineError.vocabulary(folder: folder, tokens: tokenizer.vocabularySize, rows: rows)
    }
  }
}
