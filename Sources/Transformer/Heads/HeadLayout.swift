/// How `transformers` lays out the head of one family of encoders: names below the model's root, and what stands
/// between.
public struct HeadLayout: Sendable {
  /// A dense layer between encoder and output: BERT's "bert.pooler.dense"; nil for none.
  public var hidden: String?
  /// What follows the dense layer.
  public var activation: HiddenActivation
  /// Whether values are dropped before the dense layer too.
  public var dropsBeforeHidden: Bool
  /// The output layer: "classifier".
  public var output: String

  /// What follows a head's dense layer.
  public enum HiddenActivation: Sendable { case tanh, relu }

  /// A layout with the given names.
  public init(
    hidden: String? = nil, activation: HiddenActivation = .tanh, dropsBeforeHidden: Bool = false, output: String
  ) {
    self.hidden = hidden
    self.activation = activation
    self.dropsBeforeHidden = dropsBeforeHidden
    self.output = output
  }
}
