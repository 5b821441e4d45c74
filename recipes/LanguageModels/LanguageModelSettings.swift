public import Configuration
internal import Text
public import Transformer

/// The sizes of a new decoder.
public struct ArchitectureSettings: RunSettings {
  /// The model: gpt2, or bigram, which predicts a token from the last one alone.
  public var family = NewFamily.gpt2
  /// The settings of family: bigram.
  public var bigram = BigramSettings()
  /// Kind of tokenizer, made from the training data: characters, words (with the space before them), bpe, or treebank
  /// (words in lower case as files of word vectors spell them; spaces are not kept).
  public var tokenizer = TokenUnit.characters
  /// The token of characters or words that the vocabulary lacks. By default it is <unk> for words and treebank, and
  /// there is none for characters: a text with another character is an error.
  public var unknown: String?
  /// Largest vocabulary of words or treebank, in tokens: rarer words become the unknown token. By default all words of
  /// the training data.
  public var maxWords: Int?
  /// Largest vocabulary of a bpe tokenizer, in tokens.
  public var vocabulary = 1024
  /// Number of layers.
  public var layers = 4
  /// Number of attention heads in each layer.
  public var heads = 8
  /// Size of a token's vector.
  public var hiddenSize = 256
  /// Size of the vector inside the feed-forward layer; by default four times hidden_size.
  public var intermediateSize: Int?
  /// The longest input of the model, in tokens.
  public var contextLength = 128
  /// dot_product; synthesizer, whose scores depend on the query's token only; random_synthesizer, whose scores depend
  /// on positions only (both Tay et al. 2020); windowed, which sees the last tokens (Mistral); bigbird, which sees
  /// blocks of tokens; or perceiver, whose later layers see the last tokens alone (Perceiver AR).
  public var attention = AttentionKind.dotProduct
  /// The own settings of the attention.
  @Flattened public var attentionSettings = AttentionSettings()
  /// Position encoding: learned or rotary.
  public var positions = PositionKind.learned
  /// Dropout probability of embeddings, sublayer outputs and attention weights.
  public var dropout = 0.1
  /// Standard deviation of new weights.
  public var initializerRange = 0.02
  /// Use the token embeddings as the output layer.
  public var tiedOutput = true

  /// Names of earlier versions.
  public static let aliases = ["width": "hidden_size", "inner_width": "intermediate_size", "block": "context_length"]

  /// The sizes of Stanford CS 224N's assignment 5.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("unknown", unknown != "", "must not be empty")
    require("unknown", unknown == nil || tokenizer != .bpe, "has no effect: bpe has no unknown text")
    require("max_words", (2...10_000_000).contains(maxWords ?? 2), "must be from 2 to 10000000")
    require(
      "max_words", maxWords == nil || tokenizer == .words || tokenizer == .treebank,
      "has no effect: it is for tokenizer: words or treebank")
    require("bigram", family == .bigram || bigram == BigramSettings(), "has no effect without family: bigram")
    for key in family == .bigram ? unused : [] { require(key, false, "has no effect with family: bigram") }
    require("layers", (1...1000).contains(layers), "must be from 1 to 1000")
    require("heads", (1...1024).contains(heads), "must be from 1 to 1024")
    require("hidden_size", (1...65_536).contains(hiddenSize), "must be from 1 to 65536")
    require(
      "hidden_size", family == .bigram || heads < 1 || hiddenSize % heads == 0,
      "must be a multiple of the \(heads) heads")
    require("intermediate_size", (1...1_000_000).contains(intermediateSize ?? 1), "must be from 1 to 1000000")
    require("vocabulary", (300...1_000_000).contains(vocabulary), "must be from 300 to 1000000")
    require("context_length", (8...1_000_000).contains(contextLength), "must be from 8 to 1000000")
    // The limits of config.json, so that the checkpoint can be opened again.
    require("dropout", (0...0.99).contains(dropout), "must be from 0 to 0.99")
    require("initializer_range", initializerRange > 0 && initializerRange <= 100, "must be above 0 and at most 100")
    require(
      "positions", positions == .learned || heads < 1 || hiddenSize / heads % 2 == 0,
      "rotary positions need heads of an even size, not \(hiddenSize / max(1, heads))")
    let sizes = AttentionSizes(
      hiddenSize: hiddenSize, headCount: max(1, heads), keyValueHeadCount: max(1, heads), contextLength: contextLength,
      layerCount: layers, place: .decoder, positions: positions,
      settings: attention.standardSettings(in: .decoder).merging(attentionSettings.values) { $1 })
    for problem in family == .bigram ? [] : attention.problems(sizes) { require(problem.setting, false, problem.text) }
  }
}

extension ArchitectureSettings {
  /// The keys of a transformer that have another value than by default.
  private var unused: [String] {
    let standard = ArchitectureSettings()
    return [
      ("layers", layers == standard.layers), ("heads", heads == standard.heads),
      ("intermediate_size", intermediateSize == nil), ("attention", attention == standard.attention),
      ("positions", positions == standard.positions), ("dropout", dropout == standard.dropout),
      ("tied_output", tiedOutput == standard.tiedOutput),
    ].filter { !$0.1 }.map(\.0)
  }

  /// The configuration of a model with these sizes and a vocabulary of `vocabularySize` tokens.
  ///
  /// - Parameter vectorWidth: numbers of a word vector of a file; nil without one
  func configuration(vocabularySize: Int, vectorWidth: Int? = nil) -> DecoderConfiguration {
    if family == .bigram {
      return .bigram(
        vocabularySize: vocabularySize, embeddingSize: vectorWidth ?? bigram.embeddingSize ?? 50,
        hiddenSize: hiddenSize, contextLength: contextLength, initializerRange: initializerRange)
    }
    return .gpt2(
      vocabularySize: vocabularySize, contextLength: contextLength, hiddenSize: hiddenSize, layerCount: layers,
      headCount: heads, intermediateSize: intermediateSize, attention: attention, positions: positions,
      attentionSettings: attentionSettings.values, dropout: dropout, initializerRange: initializerRange,
      tiesOutput: tiedOutput)
  }

  /// A tokenizer with the vocabulary of some texts.
  ///
  /// - Parameters:
  ///   - texts: the texts as the model reads them
  ///   - marks: the separators and ends of texts. They become special tokens, except white space, which becomes
  ///     ordinary tokens.
  func newTokenizer(_ texts: [String], marks: [String]) throws -> any Tokenizer {
    let blank = marks.filter { $0.allSatisfy(\.isWhitespace) }
    let special = (["□"] + marks).filter { !blank.contains($0) }
    let distinct = special.enumerated().filter { special.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    switch tokenizer {
    case .characters:
      return try CorpusTokenizer(
        unit: .characters, corpus: texts + blank, specialTokens: distinct, unknownToken: unknown)
    case .words:
      return try CorpusTokenizer(
        unit: .words, corpus: texts + blank, specialTokens: distinct, unknownToken: unknown ?? "<unk>",
        maximumSize: maxWords)
    case .treebank:
      let unknown = unknown ?? "<unk>"
      // It pads nothing.
      return try WordTokenizer(
        texts: texts, unknownToken: unknown, specialTokens: distinct.dropFirst().filter { $0 != unknown },
        maximumSize: maxWords)
    case .bpe: return try ByteLevelBPETokenizer(corpus: texts, vocabularySize: vocabulary, specialTokens: distinct)
    }
  }
}

/// The kind of tokenizer of a new model.
public enum TokenUnit: String, Codable, CaseIterable, Sendable { case characters, words, bpe, treebank }

/// What a model predicts while it is trained on documents.
public enum Objective: String, Codable, CaseIterable, Sendable {
  /// Each token from those before it.
  case nextToken = "next_token"
  /// A masked span, from the text around it.
  case spanCorruption = "span_corruption"
  /// Each name in a document, from the title of the document and some words before the name.
  case salientSpans = "salient_spans"
}

/// How a question is handled that, with its answer, is longer than the context length.
public enum TooLong: String, Codable, CaseIterable, Sendable {
  /// The run does not start.
  case error
  /// The first tokens of the question are removed and counted.
  case cut
}
