import Transformer

/// The decoders that can be made: how their tokens know their places and what makes the scores of attention.
enum DecoderVariant: CaseIterable {
  case gpt2
  case rotary
  case synthesizer
  case randomSynthesizer

  var attention: AttentionKind {
    switch self {
    case .gpt2, .rotary: .dotProduct
    case .synthesizer: .synthesizer
    case .randomSynthesizer: .randomSynthesizer
    }
  }
  var positions: PositionKind { self == .rotary ? .rotary : .learned }
}
