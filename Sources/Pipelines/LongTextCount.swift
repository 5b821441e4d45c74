internal import Base
internal import Text

/// How the texts of a split that are longer than the model's input were handled.
package struct LongTextCount {
  /// Number of texts in the split.
  package let texts: Int
  /// Number of texts that were cut, and of the tokens that they lost.
  package let cut: Int
  package let tokensLost: Int
  /// Number of texts that are read in several windows, and of these windows.
  package let inWindows: Int
  package let windows: Int

  package init(_ inputs: [Classifier.Input]) {
    let short = inputs.filter { $0.cutTokens > 0 }
    let long = inputs.filter { $0.windows.count > 1 }
    texts = inputs.count
    (cut, tokensLost) = (short.count, short.reduce(0) { $0 + $1.cutTokens })
    (inWindows, windows) = (long.count, long.reduce(0) { $0 + $1.windows.count })
  }

  /// The counts in a sentence; nil if no text is too long.
  package func line(_ classifier: Classifier) -> String? {
    if cut > 0 {
      let manner = classifier.longTexts == .headTail ? "in the middle, to" : "at"
      return "\(cut) of \(texts) texts are cut \(manner) \(classifier.maximumLength) tokens: \(tokensLost) tokens lost"
    }
    if inWindows == 0 { return nil }
    return "\(inWindows) of \(texts) texts have more than \(classifier.maximumLength) tokens and are read in"
      + " \(counted(windows, "window")): nothing lost"
  }
}
