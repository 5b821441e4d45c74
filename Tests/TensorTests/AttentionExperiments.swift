import Foundation
import Tensor

/// The experiments of `AttentionLaws`: keys, values and queries that are constructed, and what the kernel makes of
/// them.
enum AttentionExperiments {
  /// Keys and columns of a key.
  static let (n, d) = (8, 64)

  /// Orthonormal vectors by Gram and Schmidt, `[count, d]`.
  static func orthonormal(_ count: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    var vectors: [[Double]] = []
    for index in 0..<count {
      var vector = noise(d, seed: seed + UInt64(index)).map(Double.init)
      for other in vectors {
        let share = dot(vector, other)
        for column in 0..<d { vector[column] -= share * other[column] }
      }
      let length = dot(vector, vector).squareRoot()
      vectors.append(vector.map { $0 / length })
    }
    return vectors
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Rows as a tensor.
  static func tensor(_ rows: [[Double]]) -> Tensor {
    Tensor(rows.joined().map { Float($0) }, shape: [rows.count, rows[0].count])
  }

  /// The rows of a tensor.
  static func rows(_ tensor: Tensor) -> [[Double]] {
    (0..<tensor.rows).map { tensor.copyOfRows($0..<$0 + 1).values.map(Double.init) }
  }

  /// Keys left, values right, `[keys, 2 · d]`.
  static func keyValue(_ keys: [[Double]], _ values: [[Double]]) -> Tensor { tensor(zip(keys, values).map { $0 + $1 }) }

  // MARK: One query

  /// What a query makes of the keys, without the √d by which the kernel divides scores: the weight of each key, and the
  /// largest distance of the output from a wanted one.
  static func ask(_ query: [Double], wanted: [Double]) -> (weights: [Double], error: Double) {
    let (keys, values) = (orthonormal(n, d, seed: 1), orthonormal(n, d, seed: 100))
    let q = tensor([query.map { $0 * Double(d).squareRoot() }])
    let kv = keyValue(keys, values)
    let shape = AttentionShape(queryOffsets: [0, 1], keyOffsets: [0, n], headCount: 1, pattern: .full)
    let output = attention(query: q, keyValue: kv, shape, dropout: nil).context.values.map(Double.init)
    let expected: [Double] = (0..<d).map { column in (0..<n).reduce(0.0) { $0 + wanted[$1] * values[$1][column] } }
    return (
      attentionProbabilities(query: q, keyValue: kv, shape)[0].values.map(Double.init),
      zip(output, expected).map { abs($0 - $1) }.max()!
    )
  }

  /// q = c k₃: one large score.
  static func copying(_ c: Double) -> (weight: Double, error: Double) {
    let query = orthonormal(n, d, seed: 1)[3].map { c * $0 }
    let (weights, error) = ask(query, wanted: (0..<n).map { $0 == 3 ? 1 : 0 })
    return (weights[3], error)
  }

  /// q = c (k₂ + k₅): two equal scores.
  static func averaging(_ c: Double) -> (weights: (Double, Double), error: Double) {
    let keys = orthonormal(n, d, seed: 1)
    let (weights, error) = ask(
      zip(keys[2], keys[5]).map { c * ($0 + $1) }, wanted: (0..<n).map { $0 == 2 || $0 == 5 ? 0.5 : 0 })
    return ((weights[2], weights[5]), error)
  }

  // MARK: A key of varying length

  static let draws = 1000
  /// The factor of the queries, and the variance of the keys' noise.
  static let (factor, alpha) = (20.0, 1e-6)

  /// Outputs for 1000 draws of the keys kᵢ ~ N(μᵢ, αI), of which one, a, also varies along its mean:
  /// k_a ~ N(μ_a, αI + ½ μ_a μ_aᵀ). A mean of v_a and v_b is wanted.
  ///
  /// - Parameter heads: the queries, as factors of μ_a and μ_b; the output is the mean over them
  /// - Returns: for each draw the weights of all values in the output
  static func drawn(heads: [(a: Double, b: Double)]) -> [[Double]] {
    let means = orthonormal(n, d, seed: 1)
    let noise = Tensor(normal: [draws * n, d], standardDeviation: alpha.squareRoot(), seed: 7, stream: 1).values
    let lengths = Tensor(normal: [draws], standardDeviation: 0.5.squareRoot(), seed: 7, stream: 2).values
    let values = orthonormal(n, d, seed: 100)
    let rows = (0..<draws * n).map { row -> [Double] in
      let (draw, key) = (row / n, row % n)
      // Of the multiples of μ_a that the variance ½ μ_a μ_aᵀ adds; a is key 0, b is key 1.
      let length = 1 + (key == 0 ? Double(lengths[draw]) : 0)
      let vector: [Double] = (0..<d).map { length * means[key][$0] + Double(noise[row * d + $0]) }
      return vector + values[key]
    }
    let root = Double(d).squareRoot()
    let query: [Double] = heads.flatMap { head in
      (0..<d).map { column in root * (head.a * means[0][column] + head.b * means[1][column]) }
    }
    // The heads share keys and values.
    let shape = AttentionShape(
      queryOffsets: Array(0...draws), keyOffsets: (0...draws).map { $0 * n }, headCount: heads.count,
      keyValueHeadCount: 1, pattern: .full)
    let context = attention(
      query: tensor(Array(repeating: query, count: draws)), keyValue: tensor(rows), shape, dropout: nil
    ).context.values.map(Double.init)
    return (0..<draws).map { draw in
      let output: [Double] = (0..<d).map { column in
        let sum: Double = heads.indices.reduce(0) { $0 + context[(draw * heads.count + $1) * d + column] }
        return sum / Double(heads.count)
      }
      return values.map { dot(output, $0) }
    }
  }

  /// One head with q = c (μ_a + μ_b).
  static func oneHead() -> [[Double]] { drawn(heads: [(factor, factor)]) }

  /// Two heads with q₁ = c μ_a and q₂ = c μ_b.
  static func twoHeads() -> [[Double]] { drawn(heads: [(factor, 0), (0, factor)]) }

  /// Where outputs lie between v_b (0) and v_a (1).
  static func places(_ outputs: [[Double]]) -> [Double] { outputs.map { (1 + $0[0] - $0[1]) / 2 } }

  /// Mean, standard deviation, and the share of draws within 0.1 of the wanted ½.
  static func spread(_ places: [Double]) -> (mean: Double, deviation: Double, good: Double) {
    let mean = places.reduce(0, +) / Double(places.count)
    let variance = places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count)
    return (mean, variance.squareRoot(), Double(places.count { abs($0 - 0.5) < 0.1 }) / Double(places.count))
  }

  // MARK: A construction

  /// Self-attention over x₁ = u_d + u_b, x₂ = u_a, x₃ = u_c + u_b with
  /// V = (u_b u_bᵀ − u_c u_cᵀ) / β², K = I, Q = c (u_d u_aᵀ + u_c u_dᵀ) / β⁴: the largest distances of y₁ from
  /// u_b − u_c and of y₂ from u_b. The u are orthogonal and have the length β.
  static func construction(_ c: Double) -> (first: Double, second: Double) {
    let beta = 2.0
    let u = orthonormal(4, d, seed: 1).map { $0.map { beta * $0 } }
    let (a, b, c0, d0) = (u[0], u[1], u[2], u[3])
    func outer(_ x: [Double], _ y: [Double]) -> [[Double]] { x.map { value in y.map { value * $0 } } }
    func sum(_ x: [[Double]], _ y: [[Double]], _ factor: Double) -> [[Double]] {
      zip(x, y).map { row, other in zip(row, other).map { $0 + factor * $1 } }
    }
    func scaled(_ x: [[Double]], _ factor: Double) -> [[Double]] { x.map { $0.map { factor * $0 } } }
    let v = scaled(sum(outer(b, b), outer(c0, c0), -1), 1 / (beta * beta))
    let q = scaled(sum(outer(d0, a), outer(c0, d0), 1), c * Double(d).squareRoot() / (beta * beta * beta * beta))
    let x = tensor([zip(d0, b).map { $0 + $1 }, a, zip(c0, b).map { $0 + $1 }])
    // Rows are tokens: linear gives x Wᵀ, each row W xᵢ. K is the identity: the keys are x.
    let values = linear(x, weight: tensor(v), bias: nil)
    let query = linear(x, weight: tensor(q), bias: nil)
    let shape = AttentionShape(offsets: [0, 3], headCount: 1, pattern: .full)
    let y = rows(attention(query: query, keyValue: keyValue(rows(x), rows(values)), shape, dropout: nil).context)
    func error(_ found: [Double], _ wanted: [Double]) -> Double { zip(found, wanted).map { abs($0 - $1) }.max()! }
    return (error(y[0], zip(b, c0).map { $0 - $1 }), error(y[1], b))
  }

  // MARK: Work

  /// Scores of one head over one sequence of n tokens: those that count, and those that the kernel computes.
  static func scores(_ pattern: AttentionPattern, tokens: Int) -> (needed: Int, computed: Int) {
    (
      pattern.scoreCount(places: 0..<tokens, keyCount: tokens),
      AttentionShape(offsets: [0, tokens], headCount: 1, pattern: pattern).computedScores
    )
  }

  /// The slope of log scores over log tokens between two lengths.
  static func slope(_ pattern: AttentionPattern, from: Int, to: Int) -> Double {
    let ratio = Double(scores(pattern, tokens: to).computed) / Double(scores(pattern, tokens: from).computed)
    return log(ratio) / log(Double(to) / Double(from))
  }
}
