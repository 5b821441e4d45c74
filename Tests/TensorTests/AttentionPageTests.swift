import Foundation
import Tensor
import Testing

/// The figures of `Documentation/attention.md` and its plot, written from a run.
@Suite struct AttentionPageTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Documentation")

  private static let isWriting = ProcessInfo.processInfo.environment["ATTUNE_WRITE_README"] != nil
  private static let advice: Comment = "write it with: ATTUNE_WRITE_README=1 swift test --filter AttentionPageTests"

  static let tables: [(name: String, text: @Sendable () -> String)] = [
    ("copying", copying), ("averaging", averaging), ("spread", spread), ("construction", construction), ("work", work),
  ]

  @Test(.serialized, arguments: tables.map(\.name)) func theTablesAreThoseOfARun(_ name: String) throws {
    let file = Self.folder.appending(path: "attention.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(page.range(of: "<!-- begin: \(name) -->\n"))
    let end = try #require(page.range(of: "<!-- end -->", range: begin.upperBound..<page.endIndex))
    let table = try #require(Self.tables.first { $0.name == name }).text()
    if Self.isWriting {
      let new = page[..<begin.upperBound] + table + page[end.lowerBound...]
      try String(new).write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(page[begin.upperBound..<end.lowerBound] == table, Self.advice)
    }
  }

  @Test func thePlotIsThatOfARun() throws {
    let file = Self.folder.appending(path: "attention-spread.svg")
    let plot = SpreadPlot(
      oneHead: AttentionExperiments.places(AttentionExperiments.oneHead()),
      twoHeads: AttentionExperiments.places(AttentionExperiments.twoHeads())
    ).svg
    if Self.isWriting {
      try plot.write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(try String(contentsOf: file, encoding: .utf8) == plot, Self.advice)
    }
  }

  // MARK: Tables

  private static func table(_ heading: [String], _ rows: [[String]]) -> String {
    ([heading, heading.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
      .replacing("| --- ", with: "|---").replacing("|--- |", with: "|---|")
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// An error to its order of magnitude: its digits are rounding.
  private static func order(_ error: Double) -> String {
    error < 1e-6 ? "below 1e-6" : error < 1e-3 ? "below 1e\(Int(log10(error).rounded(.up)))" : fixed(error, 3)
  }

  @Sendable private static func copying() -> String {
    table(
      ["c", "weight of k₃", "largest difference of the output from v₃"],
      [1, 5, 10, 20].map { c in
        let (weight, error) = AttentionExperiments.copying(c)
        return [fixed(c, 0), fixed(weight, 5), order(error)]
      })
  }

  @Sendable private static func averaging() -> String {
    table(
      ["c", "weight of k₂", "weight of k₅", "largest difference of the output from (v₂ + v₅) / 2"],
      [1, 5, 10, 20].map { c in
        let (weights, error) = AttentionExperiments.averaging(c)
        return [fixed(c, 0), fixed(weights.0, 5), fixed(weights.1, 5), order(error)]
      })
  }

  @Sendable private static func spread() -> String {
    table(
      ["queries", "mean place", "standard deviation", "within 0.1 of ½"],
      [
        ("one head, c (μ_a + μ_b)", AttentionExperiments.oneHead()),
        ("two heads, c μ_a and c μ_b", AttentionExperiments.twoHeads()),
      ].map { name, outputs in
        let (mean, deviation, good) = AttentionExperiments.spread(AttentionExperiments.places(outputs))
        return [name, fixed(mean, 2), fixed(deviation, 2), fixed(100 * good, 1) + "%"]
      })
  }

  @Sendable private static func construction() -> String {
    table(
      ["c", "y₁ from u_b − u_c", "y₂ from u_b"],
      [5, 10, 20].map { c in
        let (first, second) = AttentionExperiments.construction(c)
        return [fixed(c, 0), order(first), order(second)]
      })
  }

  @Sendable private static func work() -> String {
    let window = AttentionPattern.window(before: 127, after: 0)
    return table(
      ["n", "full: n²", "window: needed", "window: computed", "computed of full"],
      [512, 1024, 2048, 4096, 8192, 16384].map { n in
        let full = AttentionExperiments.scores(.full, tokens: n)
        let (needed, computed) = AttentionExperiments.scores(window, tokens: n)
        return [
          "\(n)", "\(full.computed)", "\(needed)", "\(computed)",
          fixed(100 * Double(computed) / Double(full.computed), 1) + "%",
        ]
      })
  }
}

/// Two histograms, one below the other, of where outputs lie between two values.
private struct SpreadPlot {
  let oneHead: [Double]
  let twoHeads: [Double]

  private static let (width, height, left, bins) = (640, 180, 50, 25)

  var svg: String {
    let total = 2 * Self.height + 90
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(total)" \
      viewBox="0 0 \(Self.width) \(total)" font-family="sans-serif" font-size="13">
      <title>Where the outputs of 1000 draws lie between v_b and v_a</title>
      <rect width="\(Self.width)" height="\(total)" fill="white"/>
      \(histogram(oneHead, top: 30, "one head: q = c (μ_a + μ_b)", "#cf6200"))
      \(histogram(twoHeads, top: Self.height + 60, "two heads: q₁ = c μ_a, q₂ = c μ_b", "#0969da"))
      </svg>

      """
  }

  private func histogram(_ places: [Double], top: Int, _ title: String, _ colour: String) -> String {
    var counts = [Int](repeating: 0, count: Self.bins)
    for place in places { counts[min(Self.bins - 1, max(0, Int(place * Double(Self.bins))))] += 1 }
    let (columns, rows) = (Self.width - Self.left - 20, Self.height - 40)
    let bottom = top + rows
    let bar = Double(columns) / Double(Self.bins)
    var lines = ["<text x=\"\(Self.left)\" y=\"\(top - 10)\" font-weight=\"bold\">\(title)</text>"]
    for (index, count) in counts.enumerated() where count > 0 {
      let size = Double(rows) * Double(count) / Double(places.count)
      let (x, y) = (Double(Self.left) + Double(index) * bar + 1, Double(bottom) - size)
      lines.append(
        "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(bar - 2))\" height=\"\(number(size))\""
          + " fill=\"\(colour)\"><title>\(count) draws</title></rect>")
    }
    for share in [0, 500, 1000] {
      let y = bottom - rows * share / 1000
      lines.append("<text x=\"\(Self.left - 8)\" y=\"\(y + 4)\" text-anchor=\"end\">\(share)</text>")
      lines.append("<path d=\"M\(Self.left) \(y)h\(columns)\" stroke=\"#999\" stroke-width=\"0.5\"/>")
    }
    for (place, name) in [(0.0, "v_b"), (0.5, "(v_a + v_b) / 2"), (1.0, "v_a")] {
      let x = Double(Self.left) + place * Double(columns)
      lines.append("<text x=\"\(number(x))\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(name)</text>")
    }
    return lines.joined(separator: "\n")
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
