internal import Base

extension Inspection {
  /// The report for a terminal: what is predicted and why, and a line for each head.
  public var table: [String] {
    let layers =
      attention.isEmpty
      ? "no attention" : "\(counted(attention.count, "layer")) of \(counted(attention.first?.count ?? 0, "head"))"
    let pairText = pair.map { " / \"\(excerpt($0))\"" } ?? ""
    return ["\"\(excerpt(text))\"\(pairText)  \(counted(tokens.count, "token")), \(layers)"]
      + predictionLines + contributionLines + nextTokenLines + headLines
  }

  private var predictionLines: [String] {
    guard let prediction else { return [] }
    if let value = prediction.value { return ["", "value  \(fixed(value, 4))"] }
    return [""] + [
      prediction.probabilities.map { "\($0.label) \(fixed($0.probability, 4))" }.joined(separator: "   ")
    ]
  }

  private var contributionLines: [String] {
    guard let contributions else { return [] }
    let most = contributions.values.map(abs).max() ?? 0
    let width = tokenWidth
    let lines = zip(shownTokens, contributions.values).map { token, value in
      // The sign is in the number; the bar has the size.
      let bar = String(repeating: "█", count: most > 0 ? Int((20 * abs(value) / most).rounded()) : 0)
      let line = clipped(token, width) + "  " + fixed(Double(value), 4).padded(to: 12, right: false) + "  " + bar
      return bar.isEmpty ? String(line.dropLast(2)) : line
    }
    let output = contributions.label.map { "the logit of \($0)" } ?? "the value"
    return ["", "token".padded(to: width) + "  contribution to \(output) (gradient × input)"] + lines
  }

  private var nextTokenLines: [String] {
    guard let nextTokens else { return [] }
    let width = tokenWidth
    var lines = ["", "token".padded(to: width) + "  probability   rank  most probable"]
    for (index, token) in shownTokens.enumerated() {
      let before = index == 0 ? nil : nextTokens[index - 1]
      let probability = before?.probability.map { fixed($0, 4) } ?? "–"
      let rank = before?.rank.map(String.init) ?? "–"
      let best = before.flatMap { $0.rank == 1 ? nil : $0.mostProbable.first }
      lines.append(
        clipped(token, width) + "  " + probability.padded(to: 11, right: false) + "  "
          + rank.padded(to: 5, right: false) + (best.map { "  \($0.token) \(fixed($0.probability, 4))" } ?? ""))
    }
    let next = (nextTokens.last?.mostProbable ?? []).map { "\($0.token) \(fixed($0.probability, 4))" }
    return lines + ["next: " + next.joined(separator: "  ")]
  }

  private var headLines: [String] {
    if heads.isEmpty { return [] }
    var lines = ["", "layer  head  entropy  itself  before  after  attends most to (mean over the tokens)"]
    func share(_ value: Double?, _ width: Int) -> String {
      (value.map { fixed($0, 2) } ?? "–").padded(to: width, right: false)
    }
    for (layer, heads) in heads.enumerated() {
      let keys = shownKeys(layer: layer)
      for (number, head) in heads.enumerated() {
        let most = head.mostAttended.map { "\(keys[$0.key]) \(fixed($0.share, 2))" }.joined(separator: "  ")
        lines.append(
          "\(layer + 1)".padded(to: 5, right: false) + "\(number + 1)".padded(to: 6, right: false)
            + fixed(head.entropy, 2).padded(to: 9, right: false) + share(head.toItself, 8)
            + share(head.toPrevious, 8) + share(head.toNext, 7) + "  " + most)
      }
    }
    return lines
  }

  /// Columns of a token.
  private var tokenWidth: Int { max(5, min(24, shownTokens.map(\.count).max() ?? 0)) }

  private func clipped(_ token: String, _ width: Int) -> String {
    (token.count > width ? String(token.prefix(width - 1)) + "…" : token).padded(to: width)
  }
}
