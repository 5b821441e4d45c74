public import Base

extension AnswerReport {
  /// The precisions for which a report lists, and a checkpoint keeps, the threshold.
  public static let listedPrecisions = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 1]
  /// The precisions that the table shows.
  static let shownPrecisions = [0.5, 0.75, 0.9, 0.95, 0.99]

  /// The report as the members of a JSON object, with the names of the scorers. `splits`, `groups` and `baselines` are
  /// only present if they are known, and a part without questions has only a count.
  public var json: JSON.Object {
    var object: JSON.Object = [
      "exact_match_scorer": .string(AnswerMatching.exactMatchScorer),
      "normalized_scorer": .string(AnswerMatching.normalizedScorer),
    ]
    object.add(scores.json)
    if let baselines {
      var majority: JSON.Object = ["answer": .string(baselines.majorityAnswer)]
      majority.add(baselines.majority.json)
      object["baselines"] = [
        "majority": .object(majority), "nearest_question": .object(baselines.nearestQuestion.json),
      ]
    }
    if !splits.isEmpty {
      var members = JSON.Object()
      for part in splits { members[part.name ?? ""] = .object(part.scoresJSON) }
      object["splits"] = .object(members)
    }
    if !groups.isEmpty {
      object["groups"] = .array(
        groups.map { part in
          var member: JSON.Object = ["group": part.name.map(JSON.string) ?? .null]
          member.add(part.scoresJSON)
          return .object(member)
        })
    }
    object["calibration"] = .object(calibration.json)
    object["risk_coverage"] = .array(
      riskCoverage.tenths.map { row in
        var member: JSON.Object = ["coverage_wanted": .number(row.coverage)]
        member.add(row.point.json)
        return .object(member)
      })
    object["area_under_risk_coverage"] = .number(riskCoverage.area)
    object["thresholds"] = .array(Self.listedPrecisions.map(thresholdJSON))
    return object
  }

  private func thresholdJSON(_ precision: Double) -> JSON {
    var object: JSON.Object = ["precision_wanted": .number(precision)]
    object.add(threshold(precision: precision)?.json ?? ["confidence": .null, "count": .integer(0)])
    return .object(object)
  }
}

extension AnswerReport.Part {
  fileprivate var scoresJSON: JSON.Object { scores?.json ?? ["count": .integer(0)] }
}
