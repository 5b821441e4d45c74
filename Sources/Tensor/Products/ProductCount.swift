import Synchronization

/// Counts the multiplications of matrix products, so that tests can hold the work that is done against the work needed.
package enum ProductCount {
  private final class Counter: Sendable {
    let multiplications = Atomic<Int>(0)
    let packings = Atomic<Int>(0)
  }

  // The caller's own: products of other threads at the same time do not count.
  @TaskLocal private static var current: Counter?

  /// Multiplications, each with its addition, of the products that `body` makes: m · n · k each.
  package static func of(_ body: () throws -> Void) rethrows -> Int {
    let counter = Counter()
    try $current.withValue(counter) { try body() }
    return counter.multiplications.load(ordering: .relaxed)
  }

  /// How often products of `body` pack a weight to bfloat16.
  package static func ofPackedWeights(_ body: () throws -> Void) rethrows -> Int {
    let counter = Counter()
    try $current.withValue(counter) { try body() }
    return counter.packings.load(ordering: .relaxed)
  }

  static func addPacking() { current?.packings.add(1, ordering: .relaxed) }

  static func add(_ multiplications: Int) { current?.multiplications.add(multiplications, ordering: .relaxed) }
}
