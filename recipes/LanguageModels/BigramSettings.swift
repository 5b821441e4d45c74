public import Configuration

/// A section of `architecture`: the neural bigram model of `family: bigram` (Bengio et al. 2003, with one word of
/// context).
public struct BigramSettings: RunSettings {
  /// Word vectors at the start: a text file in GloVe's format, or glove for the one below ATTUNE_DATA/glove. Without
  /// it they are drawn.
  public var vectors: String?
  /// Train the word vectors too.
  public var trainable = true
  /// Numbers of a word vector; by default as in the file of vectors, or 50.
  public var embeddingSize: Int?

  /// Drawn vectors that are trained.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("embedding_size", (1...65_536).contains(embeddingSize ?? 1), "must be from 1 to 65536")
    require("trainable", trainable || vectors != nil, "false needs vectors: drawn ones that stay say nothing of a word")
  }
}

extension BigramSettings {
  /// The file of word vectors; nil if there is none.
  ///
  /// - Throws: an error if it is not there
  func vectorsFile(dataFolder: String?) throws -> String? {
    try vectors.map { try wordVectorsFile($0, dataFolder: dataFolder) }
  }
}

/// The family of a new decoder.
public enum NewFamily: String, Codable, CaseIterable, Sendable {
  /// GPT-2, with any kind of attention and positions.
  case gpt2
  /// The neural bigram model: what comes next depends on the last token alone.
  case bigram
}
