internal import Base
internal import Tensor

/// The neural bigram model: the neural probabilistic language model of Bengio et al. (2003) with a context of one word
/// and without direct connections, as in assignment 1 of Stanford's CS 224N. The word's vector, a hidden layer, and an
/// output layer of its own:
///
///     h = sigmoid(W · e(word) + b)      p(next word) = softmax(U · h + c)
///
/// No word but the last has an effect on the next, so generation keeps nothing of the words before it. `transformers`
/// has no such model, so checkpoints have a `model_type` of their own.
enum Bigram: DecoderFamily {
  static let modelType = "attune_bigram"
  static let className = "BigramLMHeadModel"
  static let prefix = "bigram."
  static let hasAttention = false
  static let hasOutputBias = true
  /// It has neither positions nor attention; each model has a kind of both.
  static let positions: [PositionKind] = [.learned]
  static let attentions: [AttentionKind] = [.dotProduct]
  static let wordTable = "word_embeddings"

  static let keys: [ConfigurationKey<DecoderConfiguration>] = [
    .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
    .integer("embedding_size", \.embeddingSize, in: 1...65_536),
    .integer("hidden_size", \.hiddenSize, in: 1...65_536),
    .choice("hidden_act", \.activation, activationNames, default: .sigmoid),
    .number("initializer_range", \.initializerRange, in: 0...100, default: 0.1),
    // One word has no position: the limit is the length of the sequences of training.
    .integer("max_position_embeddings", \.contextLength, in: 1...1_000_000, default: 128),
    .flag("tie_word_embeddings", \.tiesOutput, default: false),
    .null("bos_token_id"), .null("eos_token_id"),
  ]

  static func problems(_ configuration: DecoderConfiguration) -> [String] {
    let (width, hiddenSize) = (configuration.embeddingSize, configuration.hiddenSize)
    if !configuration.tiesOutput || width == hiddenSize { return [] }
    return ["with tie_word_embeddings hidden_size has to be embedding_size, \(width), but is \(hiddenSize)"]
  }

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    let (width, deviation) = (configuration.embeddingSize, configuration.initializerRange)
    return Decoder(
      configuration: configuration,
      words: Embedding(
        scope["word_embeddings"].at(.embeddings), entries: configuration.vocabularySize, hiddenSize: width,
        standardDeviation: deviation),
      positions: nil, dropout: scope.dropout(0), blocks: [],
      ending: .hidden(
        HiddenLayer(
          Linear(
            scope["hidden"].at(.layer(0)), inputs: width, outputs: configuration.hiddenSize,
            standardDeviation: deviation), activation: configuration.activation)))
  }
}

extension DecoderConfiguration {
  /// The configuration of a new bigram model.
  ///
  /// - Parameters:
  ///   - embeddingSize: numbers of a word's vector
  ///   - hiddenSize: outputs of the hidden layer
  ///   - contextLength: tokens of a sequence of training
  ///   - initializerRange: standard deviation of new vectors and weights
  public static func bigram(
    vocabularySize: Int, embeddingSize: Int, hiddenSize: Int, contextLength: Int,
    initializerRange: Double = 0.1
  ) -> DecoderConfiguration {
    let kind = DecoderKind(family: Bigram.self, attention: .dotProduct, positions: Bigram.positions[0])
    return kind.newConfiguration {
      ($0.vocabularySize, $0.embeddingSize, $0.hiddenSize) = (vocabularySize, embeddingSize, hiddenSize)
      ($0.contextLength, $0.initializerRange) = (contextLength, initializerRange)
    }
  }
}
