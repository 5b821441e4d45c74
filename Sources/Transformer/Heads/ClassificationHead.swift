public import Tensor

/// How one vector is made of the tokens of a text.
public enum Pooling: String, Sendable, Codable, CaseIterable {
  /// As the model's own classifier does: BERT's pooler, RoBERTa's and DistilBERT's extra layer.
  case native
  /// The first token as it is.
  case first
  /// The mean of all tokens.
  case mean
}

/// A classifier on top of an encoder: pooling, an optional hidden layer, dropout, a linear layer, and the mean over the
/// windows of a text.
///
/// Regression is a classifier with one output and another loss.
public struct ClassificationHead: EncoderHead {
  /// "classification"
  public static let name = "classification"
  /// The class is `BertForSequenceClassification`, for example.
  public static let classSuffix = "ForSequenceClassification"

  /// How tokens become one vector.
  public let pooling: Pooling
  /// The hidden layer between: BERT's pooler (tanh), RoBERTa's dense (tanh), DistilBERT's pre-classifier (ReLU).
  public let hidden: Linear?
  /// What follows the hidden layer.
  public let hiddenActivation: HeadLayout.HiddenActivation
  /// RoBERTa drops values before its hidden layer too.
  public let firstDropout: DropoutSite?
  /// Dropout before the output layer.
  public let dropout: DropoutSite
  /// `[labels, hidden]`
  public let output: Linear

  /// What a caller chooses.
  public struct Settings: Sendable {
    /// Number of outputs: classes, or 1 for regression.
    public var labelCount: Int
    /// How tokens become one vector.
    public var pooling: Pooling

    /// A head for so many labels.
    public init(labelCount: Int, pooling: Pooling = .native) {
      self.labelCount = labelCount
      self.pooling = pooling
    }
  }

  /// What forward keeps for backward.
  public struct Saved {
    let pooled: Tensor
    let hidden: Tensor?
    let dropped: Tensor
    let textOffsets: [Int]
  }

  /// A head of the given parts.
  public init(
    pooling: Pooling, hidden: Linear?, hiddenActivation: HeadLayout.HiddenActivation, firstDropout: DropoutSite?,
    dropout: DropoutSite, output: Linear
  ) {
    self.pooling = pooling
    self.hidden = hidden
    self.hiddenActivation = hiddenActivation
    self.firstDropout = firstDropout
    self.dropout = dropout
    self.output = output
  }

  /// The family's own classifier, or with other pooling an output layer called "attune.classifier": `transformers` then
  /// reports it as new rather than reads it as another head.
  public init(_ parts: HeadParts, _ settings: Settings) {
    let (hiddenSize, probability) = (parts.configuration.hiddenSize, parts.configuration.classifierDropout)
    let layout =
      (settings.pooling == .native ? parts.layout : nil) ?? HeadLayout(output: "attune.classifier")
    let dropout = parts.scope.dropout(probability)
    self.init(
      pooling: settings.pooling,
      hidden: layout.hidden.map { parts.linear($0, inputs: hiddenSize, outputs: hiddenSize) },
      hiddenActivation: layout.activation,
      firstDropout: layout.dropsBeforeHidden ? parts.scope.dropout(probability) : nil, dropout: dropout,
      output: parts.linear(layout.output, inputs: hiddenSize, outputs: settings.labelCount))
  }

  /// All tokens for their mean, else the first of each sequence.
  public var outputRows: OutputRows { pooling == .mean ? .all : .firstTokens }

  /// The encoder's output rows `[output rows, hidden]` to logits `[texts, labels]`: those of a text in several windows
  /// are the mean of its windows' logits.
  public func forward(_ x: Tensor, _ batch: TokenBatch, _ pass: Pass) -> (output: Tensor, saved: Saved) {
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
    let ofSequences = output.forward(dropped, pass).output
    // 4. one row a text
    let logits = meanOfSequences(ofSequences, offsets: batch.textOffsets)
    return (
      logits,
      Saved(pooled: pooled, hidden: hidden == nil ? nil : y, dropped: dropped, textOffsets: batch.textOffsets)
    )
  }

  /// dOutput `[texts, labels]` to the gradient of the encoder's output rows.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    // 4.
    let dOfSequences = meanOfSequencesGradient(dOutput, offsets: saved.textOffsets)
    // 3.
    var dY = drop(output.backward(dOfSequences, saved.dropped, pass), dropout(pass))
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

  /// The products of both layers.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    hidden?.addCost(rows: batch.lengths.count, to: &cost)
    output.addCost(rows: batch.lengths.count, to: &cost)
  }
}
