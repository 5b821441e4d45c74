public import Tensor

/// What makes the vectors that a head reads from the tokens of a text: a transformer, or a network without attention.
/// A family of encoders makes one.
public protocol TextEncoder {
  /// What forward keeps for backward.
  associatedtype Saved

  /// The sizes.
  var configuration: EncoderConfiguration { get }

  /// One row for each token of the vocabulary.
  var words: Embedding { get }

  /// Layers between the word table and the head: the depth of layer-wise learning rates.
  var layerCount: Int { get }

  /// The output rows of the last layer, `[output rows, hidden]`.
  func forward(_ batch: TokenBatch, _ rows: OutputRows, _ pass: Pass) -> (output: Tensor, saved: Saved)

  /// Adds to the gradients of all parameters; dOutput `[output rows, hidden]`.
  func backward(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass)

  /// As `backward`, but for the word table, whose gradient by the vector of each word read is the result: `[words,
  /// embedding]`. Without dropout the words are the tokens of the batch.
  func wordGradient(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) -> Tensor

  /// The probabilities of one sequence's attention: for each layer and head `[tokens, keys]`; empty where there is no
  /// attention.
  func attentionProbabilities(_ batch: TokenBatch) -> [[Tensor]]

  /// Adds the cost of a pass over a batch.
  func addCost(_ batch: BatchShape, to cost: inout PassCost)
}

extension TextEncoder {
  /// `forward` for a model that does not know which encoder it has: `saved` is for `addGradients`.
  func apply(_ batch: TokenBatch, _ rows: OutputRows, _ pass: Pass) -> (output: Tensor, saved: Any) {
    forward(batch, rows, pass)
  }

  /// `backward` for a model that does not know which encoder it has.
  func addGradients(_ dOutput: Tensor, _ saved: Any, _ rows: OutputRows, _ pass: Pass) {
    guard let saved = saved as? Saved else { preconditionFailure("saved by another encoder") }
    backward(dOutput, saved, rows, pass)
  }

  /// `wordGradient` for a model that does not know which encoder it has.
  func vectorGradient(_ dOutput: Tensor, _ saved: Any, _ rows: OutputRows, _ pass: Pass) -> Tensor {
    guard let saved = saved as? Saved else { preconditionFailure("saved by another encoder") }
    return wordGradient(dOutput, saved, rows, pass)
  }

  /// Why a batch cannot be run, or nil: an id outside the vocabulary, or a text longer than the positions.
  public func problem(with batch: TokenBatch) -> String? {
    if let id = batch.ids.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
      return "token id \(id), but the embedding has rows 0..<\(configuration.vocabularySize)"
    }
    let types = configuration.typeCount
    if types > 1, let type = batch.typeIDs.first(where: { $0 < 0 || $0 >= types }) {
      return "token type \(type), but the embedding has rows 0..<\(types)"
    }
    let longest = zip(batch.offsets, batch.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    if longest > configuration.maximumLength {
      return "a text of \(longest) tokens, but the model has \(configuration.maximumLength) positions"
    }
    return nil
  }
}
