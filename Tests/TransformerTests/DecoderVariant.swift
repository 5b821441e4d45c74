import Tensor
import Transformer

/// A kind of attention with a kind of positions that it works with.
struct DecoderVariant: Sendable, Equatable, CustomStringConvertible {
  let attention: AttentionKind
  let positions: PositionKind

  /// Every pair, from the list of variants: a new variant takes part in all tests of variants.
  static let all: [DecoderVariant] = AttentionKind.kinds(in: .decoder).flatMap { attention in
    attention.variant.positions.map { DecoderVariant(attention: attention, positions: $0) }
  }

  /// GPT-2's own.
  static let gpt2 = DecoderVariant(attention: .dotProduct, positions: .learned)

  /// The own settings for a small model.
  var settings: [String: Int] { attention.smallSettings(in: .decoder) }

  var description: String { "\(attention.rawValue), \(positions.rawValue)" }

  /// A variant of a small decoder: heads of size `hiddenSize / headCount` below a scope.
  func attention(
    _ scope: ParameterScope, hiddenSize: Int, headCount: Int, contextLength: Int, dropout: Double
  ) -> any Attention {
    let sizes = AttentionSizes(
      hiddenSize: hiddenSize, headCount: headCount, keyValueHeadCount: headCount, contextLength: contextLength,
      layerCount: 2, place: .decoder, positions: positions, settings: settings)
    let rotary =
      positions == .rotary ? RotaryTable(headSize: hiddenSize / headCount) : nil
    return attention.variant.make(
      AttentionParts(
        sizes, layer: 0, scope: scope, rotary: rotary, standardDeviation: 0.02, dropout: dropout,
        linear: { Linear($0, inputs: $1, outputs: $2, layout: .transposed) },
        projections: { scope in
          let joined = Linear(scope["qkv"], inputs: hiddenSize, outputs: 3 * hiddenSize, layout: .transposed)
          return (joined.slice(0..<hiddenSize), [joined.slice(hiddenSize..<(3 * hiddenSize))])
        }, output: { Linear($0["o"], inputs: hiddenSize, outputs: hiddenSize) }))
  }
}

extension AttentionKind {
  /// Values of the own settings for models that read few tokens; the others have their defaults.
  func smallSettings(in place: AttentionPlace) -> [String: Int] {
    let small = [
      "window": 3, "global_tokens": 1, "block_size": 2, "random_blocks": 1, "projection_length": 3, "latents": 3,
    ]
    return standardSettings(in: place).merging(small.filter { variant.hasSetting($0.key, in: place) }) { $1 }
  }
}

extension AttentionVariant {
  fileprivate static func hasSetting(_ name: String, in place: AttentionPlace) -> Bool {
    settings(in: place).contains { $0.name == name }
  }
}
