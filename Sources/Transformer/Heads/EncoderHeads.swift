/// All heads that an encoder can be fine-tuned with.
public enum EncoderHeads {
  /// The one list.
  public static let all: [any EncoderHead.Type] = [ClassificationHead.self]
}
