public import Configuration
public import Tensor

/// A section of `sentiment`: the deep averaging network that a run with `model: dan` makes and trains.
///
/// The defaults of word_dropout, hidden_size, layers and activation are those of the paper (Iyyer et al. 2015).
public struct DeepAveragingSettings: RunSettings {
  /// Word vectors at the start: a text file in GloVe's format, or glove for the one below ATTUNE_DATA/glove. Without
  /// it they are drawn.
  public var vectors: String?
  /// Train the word vectors too.
  public var trainable = true
  /// Numbers of a word vector; by default as in the file of vectors, or 300.
  public var embeddingSize: Int?
  /// Probability that a word is left out of a text's mean, for one step.
  public var wordDropout = 0.3
  /// Outputs of a hidden layer.
  public var hiddenSize = 300
  /// Hidden layers between the mean and the softmax; with 0 the softmax reads the mean.
  public var layers = 3
  /// The function of the hidden layers.
  public var activation = Activation.relu
  /// Dropout of the hidden layers' outputs.
  public var dropout = 0.0
  /// Words that are rarer in the training texts are unknown, unless the file of vectors has them.
  public var minimumCount = 1
  /// Largest number of words: those of the training texts by frequency, then those of the file of vectors in its order.
  public var vocabulary = 100_000

  /// The paper's network on drawn word vectors.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("embedding_size", (1...65_536).contains(embeddingSize ?? 1), "must be from 1 to 65536")
    require("word_dropout", (0...0.99).contains(wordDropout), "must be from 0 to 0.99")
    require("hidden_size", (1...65_536).contains(hiddenSize), "must be from 1 to 65536")
    require("layers", (0...1_000).contains(layers), "must be from 0 to 1000")
    require("dropout", (0...0.99).contains(dropout), "must be from 0 to 0.99")
    require("minimum_count", minimumCount >= 1, "must be at least 1")
    require("vocabulary", (2...10_000_000).contains(vocabulary), "must be from 2 to 10000000")
  }
}

extension DeepAveragingSettings {
  /// The value of the setting `model` that asks for such a network.
  static let name = "dan"
}
