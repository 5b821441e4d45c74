import Base
public import Tensor

/// A decoder with a language-model head: what the pretraining and question-answering recipes train.
public final class CausalLanguageModel {
  /// The decoder.
  public let decoder: Decoder
  /// The head.
  public let head: LanguageModelHead
  /// All parameters in order.
  public let registry: ParameterRegistry

  /// The sizes.
  public var configuration: DecoderConfiguration { decoder.configuration }

  /// Opens the decoder in a checkpoint folder (`config.json`, `model.safetensors`).
  ///
  /// - Throws: `CheckpointError` that lists every parameter that is missing or has another shape, with both shapes.
  public convenience init(folder: String) throws(CheckpointError) {
    let configuration = try Self.configuration(folder: folder)
    let path = folder + "/model.safetensors"
    let file = try SafetensorsFile(path: path)
    self.init(configuration, source: file, seed: 0)
    let problems = registry.problems()
    if !problems.isEmpty {
      throw .mismatch(path: path, problems: problems + ParameterRegistry.lines(unused: unused, file))
    }
  }

  /// A new model with all parameters drawn from the seed.
  ///
  /// - Parameter configuration: such as `DecoderConfiguration.gpt2(…)` makes
  public convenience init(_ configuration: DecoderConfiguration, seed: UInt64) {
    self.init(configuration, source: nil, seed: seed)
  }

  private init(_ configuration: DecoderConfiguration, source: SafetensorsFile?, seed: UInt64) {
    registry = ParameterRegistry(source: source, basePrefix: GPT2.prefix, seed: seed)
    registry.drawsMissing = source == nil
    decoder = GPT2.decoder(configuration, registry.root[String(GPT2.prefix.dropLast())])
    head = LanguageModelHead(
      weight: configuration.tiesOutput
        ? decoder.words.weight
        : registry.root["lm_head"].parameter(
          "weight", [configuration.vocabularySize, configuration.hiddenSize],
          .normal(standardDeviation: configuration.initializerRange)))
    registry.complete()
  }

  /// What the checkpoint has that the model has no use for, but for the masks that old checkpoints store and the copy
  /// of the word table that some keep as an output layer.
  public var unused: [String] {
    registry.unused.filter { name in
      !name.hasSuffix(".attn.bias") && !name.hasSuffix(".attn.masked_bias")
        && !(name == "lm_head.weight" && configuration.tiesOutput)
    }
  }

  /// What `model_type` says in the `config.json` of a language model.
  public static var modelTypes: [String] { GPT2.kinds.map(\.modelType) }

  /// The configuration in a checkpoint folder; every wrong key is named.
  public static func configuration(folder: String) throws(CheckpointError) -> DecoderConfiguration {
    var reader = try ConfigurationReader(path: folder + "/config.json")
    let type = reader.object["model_type"]?.string
    guard let kind = GPT2.kinds.first(where: { $0.modelType == type }) else {
      throw .unsupported(
        path: reader.path,
        problem:
          "model_type is \(excerpt(type ?? "missing")); \(modelTypes.joined(separator: ", ")) are language models")
    }
    let configuration = GPT2.configuration(&reader, kind)
    try reader.finish()
    return configuration
  }

  /// One training pass: the loss, with its gradients added to all parameters.
  ///
  /// - Parameters:
  ///   - targets: for each token the one that should come next, or a negative number for none; `[tokens]`
  ///   - normalizer: what the sum of losses is divided by: the number of targets of the whole optimiser step
  /// - Returns: the batch's part of the mean loss, in nats.
  public func lossAndGradients(
    _ batch: TokenBatch, targets: [Int32], normalizer: Double, _ pass: Pass
  ) -> Double {
    precondition(targets.count == batch.ids.count, "\(targets.count) targets for \(batch.ids.count) tokens")
    let (readout, asked) = Self.readout(targets, pass)
    let (x, saved) = decoder.forward(batch, pass, readout: readout)
    let rows = asked.indices.filter { asked[$0] >= 0 }
    if rows.count == asked.count {
      let (loss, dX) = head.lossAndGradient(x, targets: asked, normalizer: normalizer)
      decoder.backward(dX, saved, pass, readout: readout)
      return loss
    }
    let (loss, dRows) = head.lossAndGradient(
      x.gatherRows(rows), targets: rows.map { asked[$0] }, normalizer: normalizer)
    var dX = Tensor(zeros: x.shape)
    dX.addRows(dRows, at: rows)
    decoder.backward(dX, saved, pass, readout: readout)
    return loss
  }

  /// Each sequence from its first target on: all that the head can ask for, with the targets there.
  private static func readout(_ targets: [Int32], _ pass: Pass) -> (Readout, targets: [Int32]) {
    let counts = zip(pass.offsets, pass.offsets.dropFirst()).map { begin, end in
      (begin..<end).first { targets[$0] >= 0 }.map { end - $0 } ?? 0
    }
    if counts.reduce(0, +) == targets.count { return (.all, targets) }
    let readout = Readout.lastTokens(counts)
    return (readout, readout.gather(targets, pass))
  }

  /// −log p of each target, in nats, in the order of the tokens that have one; without dropout.
  public func losses(_ batch: TokenBatch, targets: [Int32]) -> [Double] {
    let pass = Pass(offsets: batch.offsets)
    let (readout, asked) = Self.readout(targets, pass)
    let x = decoder.forward(batch, pass, readout: readout).output
    let rows = asked.indices.filter { asked[$0] >= 0 }
    return head.losses(x.gatherRows(rows), targets: rows.map { asked[$0] })
  }

  /// All logits `[tokens, vocabulary]`, without dropout.
  public func logits(_ batch: TokenBatch) -> Tensor {
    head.logits(decoder.forward(batch, Pass(offsets: batch.offsets)).output)
  }

  /// Logits of what follows each sequence, `[sequences, vocabulary]`, without dropout. With a cache, the tokens are the
  /// next ones of its sequences.
  public func nextTokenLogits(_ batch: TokenBatch, cache: DecoderCache? = nil) -> Tensor {
    let readout = batch.count == batch.ids.count ? Readout.all : .lastTokens(Array(repeating: 1, count: batch.count))
    return head.logits(decoder.forward(batch, Pass(offsets: batch.offsets), readout: readout, cache: cache).output)
  }

  /// Writes `model.safetensors` and `config.json` into an existing folder, for `GPT2LMHeadModel` where it is one.
  ///
  /// - Parameter endToken: the id that ends a text, for `generate` of `transformers`; nil leaves what the file said
  public func write(to folder: String, endToken: Int32? = nil) throws(CheckpointError) {
    try SafetensorsFile.write(registry.stored, to: folder + "/model.safetensors")
    var config = configuration.json
    let isGPT2 = config["model_type"]?.string == GPT2.modelType
    config["architectures"] = isGPT2 ? .array([.string("GPT2LMHeadModel")]) : nil
    if let endToken { config["eos_token_id"] = .integer(Int(endToken)) }
    try writeConfiguration(config, to: folder)
  }
}

extension DecoderConfiguration {
  /// A GPT-2 of another size, for training from nothing.
  ///
  /// - Parameters:
  ///   - positionCount: tokens of a sequence at most
  ///   - attention: a synthesizer has learned positions
  ///   - dropout: of embeddings, sublayer outputs and attention probabilities
  public static func gpt2(
    vocabularySize: Int, positionCount: Int, hiddenSize: Int, layerCount: Int, headCount: Int, innerSize: Int? = nil,
    attention: AttentionKind = .dotProduct, positions: PositionKind = .learned, dropout: Double = 0.1,
    initializerRange: Double = 0.02, tiesOutput: Bool = true
  ) -> DecoderConfiguration {
    let inner = innerSize ?? 4 * hiddenSize
    guard let kind = GPT2.kinds.first(where: { $0.attention == attention && $0.positions == positions }) else {
      preconditionFailure("no model has \(attention) attention and \(positions) positions")
    }
    return DecoderConfiguration(
      vocabularySize: vocabularySize, hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
      innerSize: inner, activation: .geluTanh, attention: attention, positions: positions, positionCount: positionCount,
      layerNormEpsilon: 1e-5, embeddingDropout: dropout, residualDropout: dropout, attentionDropout: dropout,
      initializerRange: initializerRange, tiesOutput: tiesOutput,
      json: [
        "model_type": .string(kind.modelType),
        "vocab_size": .integer(vocabularySize), "n_positions": .integer(positionCount), "n_embd": .integer(hiddenSize),
        "n_layer": .integer(layerCount), "n_head": .integer(headCount), "n_inner": .integer(inner),
        "activation_function": .string("gelu_new"), "layer_norm_epsilon": .number(1e-5),
        "embd_pdrop": .number(dropout), "resid_pdrop": .number(dropout), "attn_pdrop": .number(dropout),
        "initializer_range": .number(initializerRange), "tie_word_embeddings": .bool(tiesOutput),
        // GPT-2's own ids would lie outside a small vocabulary.
        "bos_token_id": .null, "eos_token_id": .null,
      ])
  }
}
