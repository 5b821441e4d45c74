public import Tensor

/// A deep averaging network without its output layer (Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic
/// Methods for Text Classification"): the mean of the word vectors, then layers h = activation(W · h + b).
///
/// In training whole words are dropped: the mean is over the words that are kept, and over all words of a text of which
/// none is kept, as in the authors' code. The order of the words has no effect.
public struct DeepAveragingEncoder: TextEncoder {
  /// The sizes.
  public let configuration: EncoderConfiguration
  /// One row for each token of the vocabulary, `[vocabulary, embedding]`.
  public let words: Embedding
  /// The dropout of whole words.
  public let wordDropout: DropoutSite
  /// `[hidden, embedding]`, then `[hidden, hidden]`.
  public let layers: [Linear]
  /// The dropout of each layer's output.
  public let dropouts: [DropoutSite]

  /// What forward keeps for backward.
  public struct Saved {
    /// The words of the means, and where those of each sequence begin.
    let ids: [Int32]
    let offsets: [Int]
    /// The input of each layer and of its activation.
    let layers: [(x: Tensor, activationInput: Tensor)]
  }

  /// Number of hidden layers.
  public var layerCount: Int { layers.count }

  /// One row a sequence, which is the output row of each of its tokens: `[output rows, hidden]`.
  public func forward(_ batch: TokenBatch, _ rows: OutputRows, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    // 1. the mean of the words that are kept, [sequences, embedding]
    let (ids, offsets) = keptWords(batch, pass)
    var x = meanOfSequences(embed([(words.weight.value, ids)]), offsets: offsets)
    // 2. the layers, [sequences, hidden]
    var saved: [(Tensor, Tensor)] = []
    for (layer, dropout) in zip(layers, dropouts) {
      let (input, output) = linear(
        x, weight: layer.weight.value, bias: layer.bias?.value, activation: configuration.activation)
      if pass.isTraining { saved.append((x, input)) }
      x = drop(output, dropout(pass))
    }
    // 3. the rows that the head reads
    let output = rows == .firstTokens ? x : x.gatherRows(sequencesOfRows(rows, pass))
    return (output, Saved(ids: ids, offsets: offsets, layers: saved))
  }

  /// Adds to the gradients of all parameters; dOutput `[output rows, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) {
    let dWords = wordGradient(dOutput, saved, rows, pass)
    words.weight.addToGradient(rows: saved.ids) { addEmbeddingGradient(dWords, ids: saved.ids, to: &$0) }
  }

  /// Adds to the gradients of the layers: dOutput `[output rows, hidden]` to the gradient of each word's vector,
  /// `[words, embedding]`.
  public func wordGradient(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) -> Tensor {
    precondition(saved.layers.count == layers.count, "backward needs a forward pass in training")
    // 3.
    var dX = dOutput
    if rows != .firstTokens {
      dX = Tensor(zeros: [saved.offsets.count - 1, dOutput.columns])
      addEmbeddingGradient(dOutput, ids: sequencesOfRows(rows, pass).map { Int32($0) }, to: &dX)
    }
    // 2.
    for (index, layer) in layers.enumerated().reversed() {
      let (x, input) = saved.layers[index]
      dX = activationGradient(drop(dX, dropouts[index](pass)), input: input, configuration.activation)
      dX = layer.backward(dX, x, pass)
    }
    // 1.
    return meanOfSequencesGradient(dX, offsets: saved.offsets)
  }

  /// There is no attention.
  public func attentionProbabilities(_ batch: TokenBatch) -> [[Tensor]] { [] }

  /// Adds the products of the layers, and the vectors of the words, which live twice.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    let sequences = batch.lengths.count
    cost.tokens += batch.tokens
    cost.liveValues += 2 * batch.tokens * configuration.embeddingSize
    for layer in layers {
      layer.addCost(rows: sequences, to: &cost)
      cost.liveValues += sequences * (layer.inputs + 2 * layer.outputs)
    }
  }

  /// The words of a pass and where each sequence begins: in training those that are not dropped.
  package func keptWords(_ batch: TokenBatch, _ pass: Pass) -> (ids: [Int32], offsets: [Int]) {
    guard let dropout = wordDropout(pass) else { return (batch.ids, batch.offsets) }
    // One column: a word is kept as a whole.
    let factors = drop(Tensor(repeating: 1, [batch.ids.count, 1]), dropout).values
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    for (begin, end) in zip(batch.offsets, batch.offsets.dropFirst()) {
      let kept = (begin..<end).filter { factors[$0] > 0 }
      ids += (kept.isEmpty ? Array(begin..<end) : kept).map { batch.ids[$0] }
      offsets.append(ids.count)
    }
    return (ids, offsets)
  }

  /// The sequence of each output row.
  private func sequencesOfRows(_ rows: OutputRows, _ pass: Pass) -> [Int] {
    let offsets = rows.offsets(pass)
    return zip(offsets, offsets.dropFirst()).enumerated().flatMap { sequence, row in
      Array(repeating: sequence, count: row.1 - row.0)
    }
  }
}
