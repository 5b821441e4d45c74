public import Base
internal import Glibc

/// How well a language model predicts texts: its mean loss with a 95% interval, and a baseline that needs no model.
public struct PerplexityReport: Sendable {
  /// The mean of −log p over the predicted tokens, in nats.
  public let loss: Double
  /// Bootstrap interval of the loss over sequences; nil if there is only one sequence.
  public let interval: Interval?
  /// Number of predicted tokens.
  public let count: Int
  /// The loss if the probability of each token is its frequency among these targets: the smallest loss that is possible
  /// without context.
  public let unigramBaseline: Double
  /// The same loss for each character; nil if the targets are not a text, as in other objectives.
  public let perCharacter: CharacterLoss?

  /// The exponential of the loss, in base e; equal to 2 to the power of `bitsPerToken`.
  public var perplexity: Double { exp(loss) }

  /// The loss in bits.
  public var bitsPerToken: Double { loss / ln2 }

  /// The text that the predicted tokens of a sequence stand for.
  public struct TargetText: Sendable, Equatable {
    /// Number of characters.
    public var characters: Int
    /// Number of tokens that stand for text that the vocabulary lacks.
    public var unknownTokens: Int
    /// UTF-8 bytes of that text.
    public var unknownBytes: Int

    /// The characters, and how many of the tokens are unknown.
    public init(characters: Int, unknownTokens: Int = 0, unknownBytes: Int = 0) {
      self.characters = characters
      self.unknownTokens = unknownTokens
      self.unknownBytes = unknownBytes
    }
  }

  /// The loss of all tokens, divided by the number of characters that they stand for.
  public struct CharacterLoss: Sendable, Equatable {
    /// Number of characters of the predicted tokens.
    public let count: Int
    /// The mean of −log₂ p, in bits for each character.
    public let bits: Double
    /// Bootstrap interval of `bits` over sequences; nil if there is only one sequence.
    public let interval: Interval?
    /// Number of predicted tokens that are the unknown token.
    public let unknownTokens: Int
    /// `bits` if each unknown token is also spelled, in 8 bits for each byte of its UTF-8. Which text an unknown token
    /// stands for costs nothing in `bits`, so only this number compares models with different vocabularies.
    public let spelledBits: Double

    /// 2 to the power of `bits`.
    public var perplexity: Double { exp2(bits) }
  }

  /// - Parameters:
  ///   - targets: for each sequence, the predicted ids; at least one in total
  ///   - losses: for each sequence, −log p of each of its targets in order, in nats
  ///   - texts: for each sequence, the text of its targets; nil if they are not a text
  public init(targets: [[Int32]], losses: [[Double]], texts: [TargetText]? = nil) {
    precondition(
      targets.count == losses.count && zip(targets, losses).allSatisfy { $0.count == $1.count },
      "a loss for each target")
    precondition(texts.map { $0.count == targets.count } ?? true, "a text for each sequence")
    let sums = losses.map { $0.reduce(0, +) }
    let counts = losses.map { Double($0.count) }
    let characters = texts?.map { Double($0.characters) }
    func mean(_ divisors: [Double], _ times: [Int]) -> Double {
      let total = zip(times, zip(sums, divisors)).reduce((0.0, 0.0)) {
        ($0.0 + Double($1.0) * $1.1.0, $0.1 + Double($1.0) * $1.1.1)
      }
      return total.0 / total.1
    }
    var frequencies: [Int32: Int] = [:]
    for target in targets.joined() { frequencies[target, default: 0] += 1 }
    let count = losses.reduce(0) { $0 + $1.count }
    precondition(count > 0, "nothing was predicted")
    self.count = count
    let sum = sums.reduce(0, +)
    loss = sum / Double(count)
    let intervals =
      losses.count > 1
      ? bootstrapIntervals(count: losses.count) { times in
        [mean(counts, times)] + (characters.map { [mean($0, times) / ln2] } ?? [])
      } : nil
    interval = intervals?[0]
    // The order is fixed, so that the sum is the same in each process.
    unigramBaseline = frequencies.values.sorted().reduce(0) { sum, times in
      sum - Double(times) * log(Double(times) / Double(count)) / Double(count)
    }
    let characterCount = texts?.reduce(0) { $0 + $1.characters } ?? 0
    perCharacter =
      texts.flatMap { texts in
        characterCount == 0
          ? nil
          : CharacterLoss(
            count: characterCount, bits: sum / ln2 / Double(characterCount), interval: intervals?[1],
            unknownTokens: texts.reduce(0) { $0 + $1.unknownTokens },
            spelledBits: (sum / ln2 + 8 * Double(texts.reduce(0) { $0 + $1.unknownBytes })) / Double(characterCount))
      }
  }

  /// The report as the members of a JSON object.
  public var json: JSON.Object {
    var object: JSON.Object = [
      "loss": .number(loss), "perplexity": .number(perplexity), "tokens": .integer(count),
      "baselines": .object(["unigram_loss": .number(unigramBaseline)]), "bits_per_token": .number(bitsPerToken),
    ]
    if let interval {
      object["loss_interval"] = interval.json
      object["perplexity_interval"] = interval.mapped(exp).json
      object["bits_per_token_interval"] = interval.mapped { $0 / ln2 }.json
    }
    guard let perCharacter else { return object }
    object["characters"] = .integer(perCharacter.count)
    object["bits_per_character"] = .number(perCharacter.bits)
    object["character_perplexity"] = .number(perCharacter.perplexity)
    if let interval = perCharacter.interval {
      object["bits_per_character_interval"] = interval.json
      object["character_perplexity_interval"] = interval.mapped(exp2).json
    }
    object["unknown_tokens"] = .integer(perCharacter.unknownTokens)
    object["spelled_bits_per_character"] = .number(perCharacter.spelledBits)
    object["spelled_character_perplexity"] = .number(exp2(perCharacter.spelledBits))
    return object
  }

  /// The report as a text table.
  public var table: String {
    func range(_ interval: Interval?, _ digits: Int) -> String {
      interval.map { "   95% interval \(fixed($0.low, digits)) to \(fixed($0.high, digits))" } ?? ""
    }
    var rows = [
      ("loss", fixed(loss, 4) + range(interval, 4) + "   nats a token, \(count) predicted"),
      ("perplexity", fixed(perplexity, 3) + range(interval?.mapped(exp), 3) + "   of a token"),
      ("unigram", "\(fixed(unigramBaseline, 4))   loss of always giving each token its share of these texts"),
    ]
    if let perCharacter {
      let (bits, interval) = (perCharacter.bits, perCharacter.interval)
      rows += [
        ("bits", fixed(bits, 4) + range(interval, 4) + "   a character, \(perCharacter.count) predicted"),
        ("", fixed(exp2(bits), 3) + range(interval?.mapped(exp2), 3) + "   perplexity of a character: 2 to the bits"),
      ]
      if perCharacter.unknownTokens > 0 {
        rows.append(
          (
            "",
            "\(fixed(perCharacter.spelledBits, 4)) and \(fixed(exp2(perCharacter.spelledBits), 3)) with the spelling"
              + " of the \(counted(perCharacter.unknownTokens, "unknown token"))"
          ))
      }
    }
    return rows.map { "  " + $0.0.padded(to: 12) + $0.1 }.joined(separator: "\n")
  }
}

private let ln2 = log(2.0)
