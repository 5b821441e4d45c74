internal import Tensor

/// BigBird's block-sparse attention (Zaheer et al. 2020, §2): its cost grows with the number of tokens.
///
/// Tokens are in blocks of `block_size`. A block sees the first and the last block of its text, the block before it,
/// itself, the block after it, and `random_blocks` others, which differ between layers and heads; the first and the
/// last block see all. In a decoder nothing after a token is seen: a block sees the first one, the one before it,
/// itself, and random ones before these. The plan of random blocks is drawn from the seed and stored with the weights.
public enum BigBirdAttention: AttentionVariant {
  /// "bigbird"
  public static let name = "bigbird"
  /// Both.
  public static let positions: [PositionKind] = [.learned, .rotary]

  /// The defaults are those of `BigBirdConfig` in `transformers`.
  public static func settings(in place: AttentionPlace) -> [AttentionSetting] {
    [
      AttentionSetting("block_size", in: 1...65_536, default: 64),
      AttentionSetting("random_blocks", in: 0...1_000, default: 3),
    ]
  }

  /// Blocks have to divide the context.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    let (size, length) = (sizes.setting("block_size"), sizes.contextLength)
    if length % size == 0 { return [] }
    let smaller = (1...min(size, length)).last { length % $0 == 0 } ?? 1
    return [
      AttentionProblem(
        "block_size",
        "must divide the \(length) tokens that the model reads: use \(smaller), or read \((length / size + 1) * size)"
          + " tokens")
    ]
  }

  /// Dot products with keys in the blocks.
  public static func make(_ parts: AttentionParts) -> any Attention {
    let (sizes, size) = (parts.sizes, parts.sizes.setting("block_size"))
    let (blocks, random) = (sizes.contextLength / size, sizes.setting("random_blocks"))
    let plan = BigBirdPlan(
      numbers: parts.numbers("random_blocks", [sizes.headCount, blocks, random], below: blocks), blocks: blocks,
      random: random, isCausal: sizes.place == .decoder)
    return DotProductAttention(parts, pattern: .blocks(size: size, isCausal: plan.isCausal, plan.blocks))
  }
}

/// Which blocks each block sees.
struct BigBirdPlan: Sendable {
  /// `[heads, blocks, random]`. A number is that of a block; if the block is seen already or is not there, the number
  /// counts on through the blocks that are left, from the first one, as often as needed. So a plan for the longest text
  /// serves all, and that of a decoder does not depend on the length.
  let numbers: [Int]
  /// Blocks of the longest text.
  let blocks: Int
  /// Random blocks of each block, fewer where no more are left.
  let random: Int
  /// Whether no block after a block is seen.
  let isCausal: Bool

  /// The blocks of keys that a block of queries sees, in a text of `count` blocks.
  @Sendable func blocks(head: Int, block: Int, count: Int) -> [Int] {
    if !isCausal && (block == 0 || block == count - 1) { return Array(0..<count) }
    let wanted = isCausal ? [0, block - 1, block] : [0, block - 1, block, block + 1, count - 1]
    let end = isCausal ? block : count
    var seen = Set(wanted.filter { (0...max(block, count - 1)).contains($0) }).sorted()
    for index in 0..<random {
      let free = end - seen.count { $0 < end }
      if free <= 0 { break }
      let number = numbers[(head * blocks + block) * random + index]
      var chosen = number
      if number >= end || seen.contains(number) {
        // The free block of this rank.
        chosen = number % free
        for other in seen where other <= chosen { chosen += 1 }
      }
      seen.insert(chosen, at: seen.firstIndex { $0 > chosen } ?? seen.count)
    }
    return seen
  }
}
