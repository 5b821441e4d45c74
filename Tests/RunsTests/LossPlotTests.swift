import Base
import Foundation
import Runs
import Testing

@Suite struct LossPlotTests {
  static func plot(_ losses: [Double], dev: [Double] = []) throws -> XMLDocumentLike {
    let steps = losses.enumerated().map { JSON.object(["step": .integer($0 + 1), "loss": .number($1)]) }
    let scores = dev.enumerated().map {
      JSON.object(["step": .integer(10 * ($0 + 1)), "split": .string("dev"), "loss": .number($1)])
    }
    return XMLDocumentLike(LossPlot(log: steps + scores).svg)
  }

  /// What the tests read of an SVG.
  struct XMLDocumentLike {
    let text: String
    init(_ text: String) { self.text = text }
    var curves: [[(x: Double, y: Double)]] {
      text.matches(of: /points="([^"]*)"/).map { match in
        match.1.split(separator: " ").map { point in
          let pair = point.split(separator: ",").map { Double($0) ?? .nan }
          return (pair[0], pair[1])
        }
      }
    }
  }

  @Test func bothCurvesFallWithTheLosses() throws {
    let plot = try Self.plot((0..<50).map { 4 - Double($0) / 20 }, dev: [3, 2.5, 2, 1.8, 1.7])
    #expect(plot.curves.count == 2 && plot.curves[0].count == 50 && plot.curves[1].count == 5)
    for curve in plot.curves {
      // Down is a larger y.
      #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.x < $1.x && $0.y <= $1.y })
      #expect(curve.allSatisfy { (0...640).contains($0.x) && (0...360).contains($0.y) })
    }
    #expect(plot.text.hasPrefix("<svg ") && plot.text.hasSuffix("</svg>\n"))
    #expect(!plot.text.contains("href") && plot.text.contains(">dev<"))
  }

  @Test func manyStepsAreMeansAndFewAreDrawn() throws {
    #expect(try Self.plot(Array(repeating: 2, count: 10_000)).curves[0].count == 400)
    #expect(try Self.plot([1]).curves[0].count == 1)
    for losses in [[], [2.0, 2.0], [1e-12, 1e12], [.infinity, 1]] {
      let plot = try Self.plot(losses)
      #expect(!plot.text.contains("nan") && !plot.text.contains("inf"), "\(losses)")
    }
    #expect(try !Self.plot([1, 2]).text.contains(">dev<"))
  }
}
