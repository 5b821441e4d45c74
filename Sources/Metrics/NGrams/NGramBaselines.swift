public import Base
internal import Glibc

/// Models that only count, as baselines of a language model: the unigram and the bigram model by maximum likelihood
/// with k added to each count, and the bigram and the trigram model with interpolated Kneser-Ney smoothing.
///
/// They learn from the training documents, with the tokens of the model that they stand beside. Nothing is tuned on
/// other data: k has the largest leave-one-out likelihood of the training documents, and discounts follow from the
/// numbers of n-grams that occur once and twice.
public struct NGramBaselines {
  /// One model's loss.
  public struct Row: Sendable {
    /// For JSON: "unigram", "bigram_add_k", "bigram_kneser_ney" or "trigram_kneser_ney".
    public let name: String
    /// For tables, with the constants.
    public let title: String
    /// The mean of −log p over the targets, in nats.
    public let loss: Double
    /// k, or the discounts of unigrams, bigrams and trigrams.
    public let constants: [Double]

    /// exp of the loss.
    public var perplexity: Double { exp(loss) }
  }

  private let models: [(name: String, title: String, constants: [Double], model: any NGramModel)]

  /// Counts some documents.
  ///
  /// - Parameter vocabularySize: the number of tokens, at most 2000000 (`isPossible`)
  public init(_ documents: [[Int32]], vocabularySize: Int) {
    let unigram = AddK(documents, length: 1, vocabularySize: vocabularySize)
    let bigram = AddK(documents, length: 2, vocabularySize: vocabularySize)
    let smooth = (2...3).map { KneserNey(documents, length: $0, vocabularySize: vocabularySize) }
    models = [
      ("unigram", "unigram, add \(unigram.k)", [unigram.k], unigram),
      ("bigram_add_k", "bigram, add \(bigram.k)", [bigram.k], bigram),
      ("bigram_kneser_ney", "bigram, Kneser-Ney", smooth[0].discounts, smooth[0]),
      ("trigram_kneser_ney", "trigram, Kneser-Ney", smooth[1].discounts, smooth[1]),
    ]
  }

  /// Whether a vocabulary is small enough.
  public static func isPossible(vocabularySize: Int) -> Bool { vocabularySize <= NGramCounts.largestVocabulary }

  /// How well each model predicts the tokens of some documents; the first token of a document is not predicted.
  ///
  /// - Precondition: there is a document with two tokens
  public func rows(_ documents: [[Int32]]) -> [Row] {
    let count = documents.reduce(0) { $0 + max(0, $1.count - 1) }
    precondition(count > 0, "nothing to predict")
    return models.map { entry in
      let sum = documents.reduce(0.0) { sum, document in
        document.indices.dropFirst().reduce(sum) {
          $0 - log(entry.model.probability(of: document[$1], after: document[max(0, $1 - 2)..<$1]))
        }
      }
      return Row(name: entry.name, title: entry.title, loss: sum / Double(count), constants: entry.constants)
    }
  }

  /// The probability of a token after some others, for each model by its name.
  package func probabilities(of token: Int32, after history: [Int32]) -> [(name: String, value: Double)] {
    models.map { ($0.name, $0.model.probability(of: token, after: history[...])) }
  }
}

extension [NGramBaselines.Row] {
  /// The rows as a JSON object by name.
  public var json: JSON.Object {
    var object = JSON.Object()
    for row in self {
      object[row.name] = .object([
        "loss": .number(row.loss), "perplexity": .number(row.perplexity),
        row.name.hasSuffix("kneser_ney") ? "discounts" : "k": row.name.hasSuffix("kneser_ney")
          ? .array(row.constants.map { .number($0) }) : .number(row.constants[0]),
      ])
    }
    return object
  }

  /// The rows as a text table.
  public var table: String {
    (["  perplexity of models that count the training documents"]
      + map { "  " + $0.title.padded(to: 24) + "\(fixed($0.perplexity, 3))   loss \(fixed($0.loss, 4))" })
      .joined(separator: "\n")
  }
}
