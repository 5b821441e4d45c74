internal import Base
internal import Configuration
internal import Hub
internal import Pipelines
internal import Runs
internal import Text
internal import Transformer

extension LanguageModel {
  /// The model before a run's first step: a checkpoint with its tokenizer, or a new model with a vocabulary made from
  /// texts.
  ///
  /// - Parameters:
  ///   - checkpoint: a name that `attune download` knows, or a folder; nil for a new model
  ///   - architecture: the sizes of a new model; with a checkpoint they are ignored, and a remark says so
  ///   - marks: separators and ends of texts; they become tokens of a new vocabulary
  ///   - dataFolder: the folder of the data sets, with named word vectors; nil takes ATTUNE_DATA
  ///   - texts: the texts of a new vocabulary; nil if they could not be read
  /// - Returns: nil if there are problems; all of them are noted
  static func fresh(
    _ checkpoint: String?, _ architecture: ArchitectureSettings, seed: Int, format: AnswerFormat?, marks: [String],
    dataFolder: String?, texts: () -> [String]?, _ preflight: Preflight
  ) -> LanguageModel? {
    var base: String?
    if let checkpoint {
      base = try? Hub.locate(checkpoint)
      if base == nil { return nil }
      if architecture != ArchitectureSettings() {
        preflight.remark("architecture is ignored: sizes and tokenizer are those of \(checkpoint)")
      }
    }
    // If the file is not there, the settings' problems say so.
    var vectors: WordVectors?
    if base == nil, let path = (try? architecture.bigram.vectorsFile(dataFolder: dataFolder)) ?? nil {
      guard let read = preflight.attempt({ try WordVectors(path: path) }) else { return nil }
      vectors = read
      if let size = architecture.bigram.embeddingSize, size != read.width {
        preflight.problem(
          "architecture.bigram.embedding_size is \(size), but the vectors of \(path) have \(read.width) numbers:"
            + " leave it out")
        return nil
      }
    }
    guard
      let tokenizer = preflight.attempt({ () -> (any Tokenizer)? in
        if let base { return try Tokenizers.load(folder: base) }
        return try texts().map { try architecture.newTokenizer($0, marks: marks) }
      }).flatMap(\.self),
      let model = preflight.attempt({ () throws -> CausalLanguageModel in
        if let base { return try CausalLanguageModel(folder: base) }
        let configuration = architecture.configuration(
          vocabularySize: tokenizer.vocabularySize, vectorWidth: vectors?.width)
        try CausalLanguageModel.requireRoom(for: configuration, "architecture")
        return CausalLanguageModel(configuration, seed: UInt64(seed))
      })
    else { return nil }
    if let vectors {
      let table = model.decoder.words.weight
      let count = vectors.place(in: table, words: tokenizer.plainWords, unknown: tokenizer.unknownID.map { Int($0) })
      preflight.fact(
        "vectors",
        "\(count) of \(tokenizer.vocabularySize) tokens have one in the file of \(vectors.words.count); the others are"
          + " drawn")
    }
    let fresh = LanguageModel(model: model, tokenizer: tokenizer, format: format)
    if let base { _ = preflight.attempt { try fresh.check(folder: base) } }
    preflight.fact(
      "model",
      "\(checkpoint ?? "new"): \(model.decoder.blocks.count) layers, \(model.registry.count) parameters,"
        + " \(tokenizer.vocabularySize) tokens for \(model.configuration.vocabularySize) rows,"
        + " context length \(fresh.contextLength)")
    return fresh
  }

  /// Name and sizes in one line.
  ///
  /// - Parameter checkpoint: the checkpoint from which the model was opened; nil for a new one
  func line(_ checkpoint: String?) -> String {
    "\(checkpoint ?? "a new model"): \(model.decoder.blocks.count) layers of hidden size"
      + " \(model.configuration.hiddenSize), \(tokenizer.vocabularySize) tokens, \(model.registry.count) parameters,"
      + " context length \(contextLength)"
  }

  /// Records in `about` the origin of the weights: recipe, settings, machine, checkpoint, data, and the hash of the
  /// weights before the first step.
  mutating func noteOrigin(
    _ recipe: String, _ settings: some RunSettings, checkpoint: String?, data: JSON.Object
  ) throws {
    about["recipe"] = .string(recipe)
    _ = RunOrigin.noteEnvironment(in: &about)
    about["settings"] = try settings.json()
    if let checkpoint {
      about["base_model"] = .string(checkpoint)
      about["base_model_sha256"] = .string(
        try SHA256.hexadecimal(ofFile: try Hub.locate(checkpoint) + "/model.safetensors"))
    }
    about["data_sha256"] = .object(data)
    InitialWeights.note(model.registry, in: &about)
  }
}

extension Tokenizer {
  /// The tokens as files of word vectors spell words: in lower case, without the space before them.
  fileprivate var plainWords: [String] {
    (0..<Int32(vocabularySize)).map { id in
      let token = token(of: id) ?? ""
      return (token.hasPrefix(" ") ? String(token.dropFirst()) : token).lowercased()
    }
  }
}
