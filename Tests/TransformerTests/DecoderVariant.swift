import Tensor
import Transformer

/// A kind of attention with a kind of positions that it works with.
struct DecoderVariant: Sendable, Equatable, CustomStringConvertible {
  let attention: AttentionKind
  let positions: PositionKind

  /// Every pair, from the list of variants: a new variant takes part in all tests of variants.
  static let all: [DecoderVariant] = AttentionKind.allCases.flatMap { attention in
    attention.variant.positions.map { DecoderVariant(attention: attention, positions: $0) }
  }

  /// GPT-2's own.
  static let gpt2 = DecoderVariant(attention: .dotProduct, positions: .learned)

  var description: String { "\(attention.rawValue), \(positions.rawValue)" }

  /// A variant of a small decoder: heads of size `hiddenSize / headCount` below a scope.
  func attention(
    _ scope: ParameterScope, hiddenSize: Int, headCount: Int, contextLength: Int, dropout: Double
  ) -> any Attention {
    let sizes = AttentionSizes(
      hiddenSize: hiddenSize, headCount: headCount, keyValueHeadCount: headCount, contextLength: contextLength,
      positions: positions,
      settings: Dictionary(uniqueKeysWithValues: attention.variant.settings.map { ($0.name, $0.standard) }))
    let rotary =
      positions == .rotary ? RotaryTable(headSize: hiddenSize / headCount, positions: contextLength) : nil
    return attention.variant.make(
      AttentionParts(
        sizes, scope: scope, rotary: rotary, standardDeviation: 0.02, dropout: dropout,
        linear: { Linear($0, inputs: $1, outputs: $2, layout: .transposed) },
        projections: { scope in
          let joined = Linear(scope["qkv"], inputs: hiddenSize, outputs: 3 * hiddenSize, layout: .transposed)
          return (joined.slice(0..<hiddenSize), [joined.slice(hiddenSize..<(3 * hiddenSize))])
        }, output: { Linear($0["o"], inputs: hiddenSize, outputs: hiddenSize) }))
  }
}
