internal import Base
internal import Tensor

extension Inspection {
  /// Writes one JSON object on one line, in pieces: the attention of a long text is large.
  ///
  /// `attention[layer][head][query][key]` comes last. All other members are small.
  public func writeJSON(_ write: (String) -> Void) {
    var object: JSON.Object = ["text": .string(text)]
    if let pair { object["pair"] = .string(pair) }
    object["tokens"] = .array(tokens.map(JSON.string))
    if let prediction {
      if let label = prediction.label { object["label"] = .string(label) }
      if let value = prediction.value { object["value"] = .number(value) }
      var shares = JSON.Object()
      for (label, probability) in prediction.probabilities { shares[label] = .number(probability) }
      if prediction.label != nil { object["probabilities"] = .object(shares) }
    }
    if let contributions { object["contributions"] = .array(contributions.values.map { .number(short($0)) }) }
    if let nextTokens { object["next_tokens"] = .array(nextTokens.map { .object(json($0)) }) }
    object["heads"] = .array(heads.map { .array($0.map { .object(json($0)) }) })
    write(JSON.object(object).compact.dropLast() + ",\"attention\":[")
    for (layer, heads) in attention.enumerated() {
      write(layer == 0 ? "[" : ",[")
      for (head, probabilities) in heads.enumerated() { write((head == 0 ? "" : ",") + rows(probabilities)) }
      write("]")
    }
    write("]}\n")
  }

  /// `[[…],[…]]`
  private func rows(_ probabilities: Tensor) -> String {
    let keys = probabilities.columns
    var text = "["
    probabilities.withSpan { span in
      for query in 0..<probabilities.rows {
        text += query == 0 ? "[" : ",["
        for key in 0..<keys {
          if key > 0 { text += "," }
          let value = span[query * keys + key]
          text += value == 0 ? "0" : "\(value)"
        }
        text += "]"
      }
    }
    return text + "]"
  }

  func json(_ next: NextToken) -> JSON.Object {
    let shares = next.mostProbable.map {
      JSON.object(["token": .string($0.token), "probability": .number($0.probability)])
    }
    return [
      "probability": next.probability.map(JSON.number) ?? .null, "rank": next.rank.map(JSON.integer) ?? .null,
      "most_probable": .array(shares),
    ]
  }

  func json(_ head: HeadSummary) -> JSON.Object {
    let most = head.mostAttended.map { JSON.object(["key": .integer($0.key), "share": .number($0.share)]) }
    func number(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
    return [
      "entropy_bits": .number(head.entropy), "most_attended": .array(most), "itself": number(head.toItself),
      "before": number(head.toPrevious), "after": number(head.toNext),
    ]
  }
}

/// The number with the fewest digits that is this float32.
func short(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
