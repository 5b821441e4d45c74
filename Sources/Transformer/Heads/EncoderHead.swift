public import Tensor

/// What reads an encoder's last layer: a classifier, for example.
///
/// A head is one file, and one line in `EncoderHeads.all`. `EncoderModel` joins it to an encoder.
public protocol EncoderHead: SendableMetatype {
  /// What a caller chooses: the number of labels, for example.
  associatedtype Settings: Sendable
  /// What forward keeps for backward.
  associatedtype Saved

  /// What the head is for, in messages and pages: "classification".
  static var name: String { get }

  /// The end of the class name in `transformers`: "ForSequenceClassification". It identifies the head.
  static var classSuffix: String { get }

  /// How `transformers` lays out this head, by `model_type`, for families whose own file does not say it.
  static var layouts: [String: HeadLayout] { get }

  /// Makes the parameters.
  init(_ parts: HeadParts, _ settings: Settings)

  /// The rows of the encoder's last layer that the head reads. A caller may ask for others (`EncoderModel.forward`).
  var outputRows: OutputRows { get }

  /// - Parameters:
  ///   - x: the encoder's output rows, `[output rows, hidden]`
  ///   - batch: the tokens, with the windows of each text
  /// - Returns: what the head predicts: of a classifier logits `[texts, labels]`
  func forward(_ x: Tensor, _ batch: TokenBatch, _ pass: Pass) -> (output: Tensor, saved: Saved)

  /// Adds to the gradients of the head's parameters.
  ///
  /// - Parameter dOutput: of the output's shape
  /// - Returns: dX, `[output rows, hidden]`
  func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor

  /// Adds the products and kept tensors of a pass.
  func addCost(_ batch: BatchShape, to cost: inout PassCost)
}

extension EncoderHead {
  /// None.
  public static var layouts: [String: HeadLayout] { [:] }
}

/// What an encoder gives a head to make itself of.
public struct HeadParts {
  /// The encoder's sizes, dropout probabilities and standard deviation of new weights.
  public let configuration: EncoderConfiguration
  /// The encoder, for a head that shares its word table.
  public let encoder: any TextEncoder
  /// The root of the model's names.
  public let scope: ParameterScope
  /// How `transformers` lays out this head for the encoder's family; nil if it has none.
  public let layout: HeadLayout?

  /// A linear layer at a name below the root.
  public func linear(_ name: String, inputs: Int, outputs: Int) -> Linear {
    configuration.linear(scope[name], inputs, outputs)
  }
}
