internal import Tensor

/// Perceiver AR (Hawthorne et al. 2022, "General-purpose, long-context autoregressive modeling with Perceiver AR", §3):
/// in the first block the last m tokens ask, and all tokens before them answer; the later blocks see only these m
/// latents. Both are causal, so the parameters are those of the standard attention; what is cut off is the work of the
/// other tokens.
///
/// `LatentPasses` says what happens to sequences with targets before the last m tokens.
public enum Perceiver: AttentionVariant {
  /// "perceiver"
  public static let name = "perceiver"
  /// Both.
  public static let positions: [PositionKind] = [.learned, .rotary]
  /// Decoders only.
  public static func refusal(in place: AttentionPlace) -> String? {
    place == .encoder ? "its later layers see the last tokens of a text alone, and a classifier reads the first" : nil
  }

  /// The number of latents, m. The default is that of CS 224N's assignment 5 (2022), for 128 tokens; the paper has 1024
  /// for 2048 tokens and more.
  public static func settings(in place: AttentionPlace) -> [AttentionSetting] {
    [AttentionSetting("latents", in: 1...1_000_000, default: 32)]
  }

  /// More latents than tokens.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    let (latents, length) = (sizes.setting("latents"), sizes.contextLength)
    if latents <= length { return [] }
    return [
      AttentionProblem(
        "latents", "must be at most the \(length) tokens that the model reads, not \(latents). The default is 32")
    ]
  }

  /// Causal attention with the family's projections.
  public static func make(_ parts: AttentionParts) -> any Attention { DotProductAttention(parts, pattern: .causal) }

  /// The setting.
  public static func latents(_ sizes: AttentionSizes) -> Int? { sizes.setting("latents") }
}
