package import Base
import Foundation
import Testing

/// A recorded file of Tests/Fixtures/training.
package func fixture(_ name: String) throws -> JSON {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try JSON(parsing: readFile(folder.appending(path: "Fixtures/training/" + name).path))
}

/// What Tests/Fixtures/training/record_reports.py recorded.
package let recorded: Result<JSON, any Error> = Result { try fixture("reports.json") }

/// The recorded cases of one kind; there is at least one.
package func recordedCases(_ kind: String) throws -> [JSON] {
  let cases = try #require(try recorded.get()[kind]?.array)
  try #require(!cases.isEmpty)
  return cases
}

extension JSON {
  /// The numbers of a list.
  package var numbers: [Double] { array?.compactMap(\.number) ?? [] }
  /// The whole numbers of a list.
  package var integers: [Int] { array?.compactMap(\.integer) ?? [] }
}

/// Whether two numbers agree but for rounding.
package func agree(_ a: Double, _ b: Double?, tolerance: Double = 1e-12) -> Bool {
  b.map { abs(a - $0) <= tolerance * max(1, abs($0)) } ?? false
}

/// Numbers in 0..<1 of a sequence that never changes.
package func noise(_ count: Int, seed: UInt64) -> [Double] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Double(random.next() >> 11) / Double(1 << 53) }
}

/// How far Σ (observed − expected)² / expected is from its mean, in standard deviations of a normal distribution
/// (Wilson and Hilferty 1931).
///
/// Both counts are over the same cells. Draws of the expected distribution are within ±4 but for 1 in 10,000; below −4
/// they are too regular to be random.
package func chiSquareDistance(observed: [Int], expected: [Double]) -> Double {
  precondition(observed.count == expected.count && expected.allSatisfy { $0 >= 5 }, "cells are too thin")
  let sum = zip(observed, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1 }
  let spread = 2 / (9 * Double(observed.count - 1))
  return (pow(sum / Double(observed.count - 1), 1.0 / 3) - (1 - spread)) / spread.squareRoot()
}

/// Whether the mean of independent values is within four standard errors of what it should be.
package func isMean(_ expected: Double, of values: [Double], deviation: Double) -> Bool {
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  return abs(mean - expected) < 4 * deviation / count.squareRoot()
}

/// Whether lists of numbers agree but for rounding.
package func agree(_ a: [Double], _ b: JSON?, tolerance: Double = 1e-12) -> Bool {
  guard let b = b?.numbers, a.count == b.count else { return false }
  return zip(a, b).allSatisfy { agree($0, $1, tolerance: tolerance) }
}
