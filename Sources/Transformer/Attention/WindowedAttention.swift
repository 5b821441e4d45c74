internal import Tensor

/// Attention over a window: its cost grows with the number of tokens, not with its square.
///
/// In an encoder a token sees the `window` tokens on each side of it; the first `global_tokens` tokens see all and are
/// seen by all (Beltagy et al. 2020, "Longformer", §3.1; its `attention_window` is twice this `window`). Global tokens
/// have the projections of all others. In a decoder a token sees the last `window` tokens, itself included (Jiang et
/// al. 2023, "Mistral 7B", §2, `sliding_window`).
public enum WindowedAttention: AttentionVariant {
  /// "windowed"
  public static let name = "windowed"
  /// Both.
  public static let positions: [PositionKind] = [.learned, .rotary]

  /// The window, and in encoders the global tokens. The defaults are Longformer's: 256 on each side, and one global
  /// token, which a classifier reads.
  public static func settings(in place: AttentionPlace) -> [AttentionSetting] {
    let window = AttentionSetting("window", in: 1...1_000_000, default: 256)
    return place == .decoder ? [window] : [window, AttentionSetting("global_tokens", in: 0...1_000_000, default: 1)]
  }

  /// A window over the whole context would be standard attention.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    let (window, length) = (sizes.setting("window"), sizes.contextLength)
    var problems: [AttentionProblem] = []
    if window >= length {
      problems.append(
        AttentionProblem(
          "window",
          "must be less than the \(length) tokens that the model reads: a longer window is dot_product attention. The"
            + " default is 256"))
    }
    if sizes.place == .encoder && sizes.setting("global_tokens") > length {
      problems.append(AttentionProblem("global_tokens", "must be at most the \(length) tokens that the model reads"))
    }
    return problems
  }

  /// Dot products with keys in the window.
  public static func make(_ parts: AttentionParts) -> any Attention {
    let window = parts.sizes.setting("window")
    let pattern: AttentionPattern =
      parts.sizes.place == .decoder
      ? .window(before: window - 1, after: 0)
      : .globalWindow(before: window, after: window, globals: parts.sizes.setting("global_tokens"))
    return DotProductAttention(parts, pattern: pattern)
  }
}
