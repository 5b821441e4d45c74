internal import Base
internal import Datasets

extension SplitOverlap {
  /// "dev: 3 of 40 texts are also in the training data (2 exactly, 1 but for case …; the first: line 5 is line 9 there)".
  func remark(_ split: String, of count: Int, _ noun: String) -> String? {
    guard let first = (exact.first + normalized.first).first else { return nil }
    return "\(split): \(self.count) of \(count) \(noun)s are also in the training data (\(exact.count) exactly,"
      + " \(normalized.count) but for case, spaces and punctuation; the first: line \(first.line) is line"
      + " \(first.earlierLine) there)"
  }
}
