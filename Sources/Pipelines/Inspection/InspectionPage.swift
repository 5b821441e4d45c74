internal import Base
internal import Tensor

/// A page for a browser with the inspections of some texts: one HTML file that loads nothing from elsewhere.
public struct InspectionPage {
  private let checkpoint: String
  private var texts: [String] = []

  /// A page without texts.
  ///
  /// - Parameter checkpoint: the heading
  public init(checkpoint: String) { self.checkpoint = checkpoint }

  /// Adds a text. Only its compressed form is kept.
  public mutating func add(_ inspection: Inspection) { texts.append(json(inspection)) }

  /// Writes the page; an existing file is replaced.
  public func write(to path: String) throws { try writeFileDurably(path, html) }

  /// The page.
  public var html: [UInt8] {
    let data = "{\"checkpoint\":\(JSON.string(checkpoint).compact),\"texts\":[" + texts.joined(separator: ",") + "]}"
    let template = String(decoding: PackageResources.page_html, as: UTF8.self)
    // A text may contain "</script>" or "<!--": without "<" neither ends the data.
    return Array(template.replacing("__DATA__", with: data.replacing("<", with: "\\u003c"), maxReplacements: 1).utf8)
  }

  private func json(_ inspection: Inspection) -> String {
    func strings(_ list: [String]) -> JSON { .array(list.map(JSON.string)) }
    var object: JSON.Object = ["text": .string(inspection.text), "tokens": strings(inspection.shownTokens)]
    if let pair = inspection.pair { object["pair"] = .string(pair) }
    if let prediction = inspection.prediction {
      object["value"] = prediction.value.map { .number($0) }
      object["labels"] = .array(prediction.probabilities.map { .array([.string($0.label), .number($0.probability)]) })
    }
    if let contributions = inspection.contributions {
      object["contributions"] = .array(contributions.values.map { .number(short($0)) })
      object["explained"] = contributions.label.map { .string($0) }
    }
    if let nextTokens = inspection.nextTokens {
      object["next"] = .array(nextTokens.map { .object(inspection.json($0)) })
    }
    object["layers"] = .array(
      inspection.attention.indices.map { layer in
        let keys = inspection.shownKeys(layer: layer)
        return .object([
          "keys": keys == inspection.shownTokens ? .null : strings(keys), "keyCount": .integer(keys.count),
          "heads": .array(
            zip(inspection.heads[layer], inspection.attention[layer]).map { summary, probabilities in
              var head = inspection.json(summary)
              head["weights"] = .string(Self.packed(probabilities))
              return .object(head)
            }),
        ])
      })
    return JSON.object(object).compact
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The largest number of two digits.
  private static let largest: Float = 4095

  /// Probabilities in two characters each: the square root in steps of 1 / 4095, so that an error is at most √p / 4095.
  /// A "." and two digits stand for so many zeros.
  static func packed(_ probabilities: Tensor) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * probabilities.count)
    func append(_ number: Int) {
      bytes.append(digits[number >> 6])
      bytes.append(digits[number & 63])
    }
    var zeros = 0
    func endZeros() {
      if zeros == 1 { append(0) }
      if zeros > 1 {
        bytes.append(UInt8(ascii: "."))
        append(zeros)
      }
      zeros = 0
    }
    probabilities.withSpan { span in
      for index in span.indices {
        let number = Int((min(1, max(0, span[index])).squareRoot() * largest).rounded())
        if number > 0 {
          endZeros()
          append(number)
        } else {
          zeros += 1
          if zeros == Int(largest) { endZeros() }
        }
      }
    }
    endZeros()
    return String(decoding: bytes, as: UTF8.self)
  }
}
