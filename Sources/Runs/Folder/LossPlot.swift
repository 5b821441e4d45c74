package import Base

/// A plot of the losses in a run's log, as one SVG without links: the training loss of each step and the dev losses.
package struct LossPlot {
  private let training: [(step: Double, loss: Double)]
  private let dev: [(step: Double, loss: Double)]

  /// Points of the training curve at most; each is the mean of neighbouring steps.
  private static let mostPoints = 400
  private static let (width, height) = (640.0, 360.0)
  private static let (left, right, top, bottom) = (60.0, 15.0, 30.0, 45.0)

  /// - Parameter log: the lines of `metrics.jsonl`
  package init(log: [JSON]) {
    func points(_ lines: [JSON]) -> [(step: Double, loss: Double)] {
      lines.compactMap { line in
        guard let step = line["step"]?.number, let loss = line["loss"]?.number, loss.isFinite else { return nil }
        return (step, loss)
      }
    }
    let steps = points(log.filter { $0["split"] == nil })
    let size = max(1, (steps.count + Self.mostPoints - 1) / Self.mostPoints)
    training = stride(from: 0, to: steps.count, by: size).map { start in
      let part = steps[start..<min(steps.count, start + size)]
      return (
        part.reduce(0) { $0 + $1.step } / Double(part.count), part.reduce(0) { $0 + $1.loss } / Double(part.count)
      )
    }
    dev = points(log.filter { $0["split"]?.string == "dev" })
  }

  /// The file's text.
  package var svg: String {
    let all = training + dev
    let (lowest, highest) = (all.map(\.loss).min() ?? 0, all.map(\.loss).max() ?? 1)
    let (losses, last) = (Self.ticks(lowest, highest), max(1, all.map(\.step).max() ?? 1))
    let steps = Self.ticks(0, last)
    func x(_ step: Double) -> String {
      fixed(Self.left + (Self.width - Self.left - Self.right) * step / last, 1)
    }
    func y(_ loss: Double) -> String {
      let (bottom, top) = (min(lowest, losses[0]), max(highest, losses[losses.count - 1]))
      let share = top > bottom ? (loss - bottom) / (top - bottom) : 0.5
      return fixed(Self.height - Self.bottom - (Self.height - Self.top - Self.bottom) * share, 1)
    }
    func line(_ points: [(step: Double, loss: Double)], _ colour: String) -> String {
      let path = points.map { "\(x($0.step)),\(y($0.loss))" }.joined(separator: " ")
      return "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.5\" points=\"\(path)\"/>"
    }
    func text(_ words: String, _ x: String, _ y: String, _ anchor: String, colour: String = "#444") -> String {
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">\(words)</text>"
    }
    let (right, bottom) = (Self.width - Self.right, Self.height - Self.bottom)
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\""
        + " width=\"\(Int(Self.width))\" height=\"\(Int(Self.height))\" font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for tick in losses {
      parts.append(
        "<line x1=\"\(fixed(Self.left, 1))\" x2=\"\(fixed(right, 1))\" y1=\"\(y(tick))\" y2=\"\(y(tick))\""
          + " stroke=\"#ddd\"/>")
      parts.append(text(Self.label(tick), fixed(Self.left - 6, 1), y(tick), "end"))
    }
    for tick in steps where tick <= last {
      parts.append(text(Self.label(tick), x(tick), fixed(bottom + 18, 1), "middle"))
    }
    parts.append(text("step", fixed((Self.left + right) / 2, 1), fixed(bottom + 36, 1), "middle"))
    parts.append(text("loss in nats a token", fixed(Self.left, 1), "16", "start"))
    parts.append(text("training", fixed(right - 60, 1), "16", "end", colour: Self.trainingColour))
    parts.append(line(training, Self.trainingColour))
    if !dev.isEmpty {
      parts.append(text("dev", fixed(right, 1), "16", "end", colour: Self.devColour))
      parts.append(line(dev, Self.devColour))
      parts += dev.map {
        "<circle cx=\"\(x($0.step))\" cy=\"\(y($0.loss))\" r=\"2.5\" fill=\"\(Self.devColour)\"/>"
      }
    }
    return (parts + ["</svg>", ""]).joined(separator: "\n")
  }

  private static let (trainingColour, devColour) = ("#1f77b4", "#d62728")

  /// About five round numbers that cover a range.
  private static func ticks(_ low: Double, _ high: Double) -> [Double] {
    let span = max(high - low, 1e-9)
    var size = 1.0
    while size * 5 > span { size /= 10 }
    while size * 50 <= span { size *= 10 }
    let step = [1.0, 2, 5, 10].map { $0 * size }.first { span / $0 <= 6 } ?? 10 * size
    let first = (low / step).rounded(.down)
    return (0...Int((high / step).rounded(.up) - first)).map { (first + Double($0)) * step }
  }

  private static func label(_ value: Double) -> String {
    let text = fixed(value, 4)
    return text.contains(".") ? String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) : text
  }
}

extension RunFolder {
  /// Writes `loss.svg`, a plot of the losses in `metrics.jsonl`.
  package func writeLossPlot() throws {
    let lines = try readFile(appending("metrics.jsonl")).split(separator: UInt8(ascii: "\n"))
    let svg = LossPlot(log: try lines.map { try JSON(parsing: $0) }).svg
    try writeFile(appending("loss.svg"), Array(svg.utf8))
  }
}
