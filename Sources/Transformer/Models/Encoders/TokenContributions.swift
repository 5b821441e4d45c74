internal import Tensor

extension EncoderModel {
  /// What each token of a text contributes to one output: gradient × input (Shrikumar et al. 2016, "Not just a black
  /// box"), the product of the token's word embedding with the gradient of the output by it.
  ///
  /// To first order it is how much the output grows where the token's embedding grows by its own length. The model runs
  /// without dropout. The gradients of the parameters are cleared.
  ///
  /// - Parameters:
  ///   - batch: one text, as one or several sequences
  ///   - output: the column of what the head predicts: of a classifier a label's logit
  /// - Returns: `[tokens]`
  public func tokenContributions(_ batch: TokenBatch, output: Int) -> [Float] {
    precondition(batch.textOffsets.count == 2, "contributions of \(batch.textOffsets.count - 1) texts")
    let pass = Pass(offsets: batch.offsets, isTraining: true, hasDropout: false)
    let (logits, saved) = forward(batch, pass)
    precondition((0..<logits.columns).contains(output), "output \(output) of \(logits.columns)")
    var dLogits = Tensor(zeros: logits.shape)
    dLogits.withMutableSpan { $0[output] = 1 }
    let dX = head.backward(dLogits, saved.head, pass)
    let dWords = encoder.vectorGradient(dX, saved.encoder, saved.rows, pass)
    registry.clearGradients()
    let width = dWords.columns
    let words = encoder.words.weight.value.gatherRows(batch.ids.map(Int.init))
    return words.withSpan { words in
      dWords.withSpan { dWords in
        (0..<batch.ids.count).map { token in
          (token * width..<(token + 1) * width).reduce(0) { $0 + words[$1] * dWords[$1] }
        }
      }
    }
  }
}
