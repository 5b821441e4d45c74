public import Tensor

/// How one vector is made of a text's tokens.
public enum Pooling: String, Sendable, Codable, CaseIterable {
  /// As the model's own classifier does: BERT's pooler, RoBERTa's and DistilBERT's extra layer.
  case native
  /// The first token as it is.
  case first
  /// The mean of all tokens.
  case mean
}

/// A classifier on top of an encoder: pooling, an optional hidden layer, dropout, a linear layer.
///
/// Regression is a classifier with one output and another loss.
public struct ClassificationHead {
  /// How tokens become one vector.
  public let pooling: Pooling
  /// The hidden layer between: BERT's pooler (tanh), RoBERTa's dense (tanh), DistilBERT's pre-classifier (ReLU).
  public let hidden: Linear?
  /// What follows the hidden layer.
  public let hiddenActivation: HiddenActivation
  /// RoBERTa drops values before its hidden layer too.
  public let firstDropout: DropoutSite?
  /// Dropout in front of the output layer.
  public let dropout: DropoutSite
  /// `[labels, hidden]`
  public let output: Linear

  /// What follows the hidden layer.
  public enum HiddenActivation: Sendable { case tanh, relu }

  /// What forward keeps for backward.
  public struct Saved {
    let pooled: Tensor
    let hidden: Tensor?
    let dropped: Tensor
  }

  /// A head of the given parts.
  public init(
    pooling: Pooling, hidden: Linear?, hiddenActivation: HiddenActivation, firstDropout: DropoutSite?,
    dropout: DropoutSite, output: Linear
  ) {
    self.pooling = pooling
    self.hidden = hidden
    self.hiddenActivation = hiddenActivation
    self.firstDropout = firstDropout
    self.dropout = dropout
    self.output = output
  }

  /// Which rows of the encoder the head reads.
  public var readout: Readout { pooling == .mean ? .all : .firstTokens }

  /// The encoder's rows to logits `[sequences, labels]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (logits: Tensor, saved: Saved) {
    // 1. one row a sequence
    var pooled = pooling == .mean ? meanOfSequences(x, offsets: pass.offsets) : x
    if let firstDropout { pooled = drop(pooled, firstDropout(pass)) }
    // 2. hidden layer
    var y = pooled
    if let hidden {
      y = hidden.forward(pooled, pass).output
      y = hiddenActivation == .tanh ? tanh(y) : activate(y, .relu)
    }
    // 3. dropout and output layer
    let dropped = drop(y, dropout(pass))
    let logits = output.forward(dropped, pass).output
    return (logits, Saved(pooled: pooled, hidden: hidden == nil ? nil : y, dropped: dropped))
  }

  /// The gradient of the encoder's rows.
  public func backward(_ dLogits: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    // 3.
    var dY = drop(output.backward(dLogits, saved.dropped, pass), dropout(pass))
    // 2.
    if let hidden, let y = saved.hidden {
      // ReLU's output is positive just where its input is.
      dY = hiddenActivation == .tanh ? tanhGradient(dY, output: y) : activationGradient(dY, input: y, .relu)
      dY = hidden.backward(dY, saved.pooled, pass)
    }
    if let firstDropout { dY = drop(dY, firstDropout(pass)) }
    // 1.
    return pooling == .mean ? meanOfSequencesGradient(dY, offsets: pass.offsets) : dY
  }
}
