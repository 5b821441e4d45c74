internal import Base

extension SplitOverlap {
  /// For example: "dev: 3 of 40 texts are also in the training data (2 exactly, 1 but for case …; the first: line 5 is
  /// line 9 there)".
  package func remark(_ split: String, of count: Int, _ noun: String) -> String? {
    guard let first = (exact.first + normalized.first).first else { return nil }
    return "\(split): \(self.count) of \(count) \(noun)s are also in the training data (\(exact.count) exactly,"
      + " \(normalized.count) but for case, spaces and punctuation; the first: line \(first.line) is line"
      + " \(first.earlierLine) there)"
  }
}

/// What to say of training examples that stand in the data more than once.
///
/// - Parameters:
///   - noun: what an example asks or says, "text" or "question"
///   - value: what is learned of it, "label" or "answer"
package func repetitionRemarks(
  _ found: (same: Overlap, conflicting: Overlap), _ noun: String, value: String
) -> [String] {
  func remark(_ overlap: Overlap, _ which: String) -> String? {
    overlap.first.first.map {
      "train: \(counted(overlap.count, noun)) stood there before with \(which) \(value)"
        + " (the first: line \($0.line), before on line \($0.earlierLine))"
    }
  }
  return [remark(found.conflicting, "another"), remark(found.same, "the same")].compactMap { $0 }
}
