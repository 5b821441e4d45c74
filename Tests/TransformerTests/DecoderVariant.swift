import Transformer

/// The decoders that can be made: how their tokens know their places and what makes the scores of attention.
enum DecoderVariant: CaseIterable {
  case gpt2
  case rotary
  case synthesizer

  var attention: AttentionKind { self == .synthesizer ? .synthesizer : .dotProduct }
  var positions: PositionKind { self == .rotary ? .rotary : .learned }
}
