import Tensor
import Testing
import Transformer

/// Blocks of parts that no shipped model has yet, against numeric gradients: shared key and value heads, rotary pairs
/// of halves, windows and ranges of keys, RMS norms, gated feed-forward layers, linear layers without a bias.
@Suite struct BlockGradientTests {
  /// What a query sees, by name.
  static let patterns: [(name: String, pattern: AttentionPattern)] = [
    ("full", .full), ("causal", .causal), ("causal window", .window(before: 3, after: 0)),
    ("window", .window(before: 2, after: 1)),
    ("ranges", .ranges { place, count in [0..<1, max(0, place - 1)..<min(count, place + 1)] }),
    ("window and globals", .globalWindow(before: 2, after: 1, globals: 2)),
    ("blocks by head", .blocks(size: 3, isCausal: false) { head, block, _ in [0, block, block + head] }),
    ("causal blocks by head", .blocks(size: 3, isCausal: true) { head, block, _ in [block - 1, block, head] }),
  ]

  /// A pattern and what goes with it.
  struct Row: Sendable, CustomStringConvertible {
    let pattern: Int
    let keyValueHeadCount: Int
    let pairing: RotaryPairing?

    var description: String {
      BlockGradientTests.patterns[pattern].name + ", \(keyValueHeadCount) key heads, "
        + (pairing?.rawValue ?? "not rotary")
    }
  }

  static let rows: [Row] = patterns.indices.flatMap { pattern in
    [
      Row(pattern: pattern, keyValueHeadCount: 4, pairing: nil),
      Row(pattern: pattern, keyValueHeadCount: 2, pairing: .halves),
      Row(pattern: pattern, keyValueHeadCount: 1, pairing: .neighbours),
    ]
  }

  /// Four heads of size 4 in a hidden size of 16.
  static func attention(_ row: Row, _ scope: ParameterScope, hasBias: Bool) -> DotProductAttention {
    func linear(_ name: String, _ outputs: Int) -> Linear {
      Linear(scope[name], inputs: 16, outputs: outputs, hasBias: hasBias)
    }
    let keySize = row.keyValueHeadCount * 4
    return DotProductAttention(
      query: linear("q", 16), keyValue: [linear("k", keySize), linear("v", keySize)], output: linear("o", 16),
      headCount: 4, keyValueHeadCount: row.keyValueHeadCount, dropout: scope.dropout(0.2),
      pattern: patterns[row.pattern].pattern,
      rotary: row.pairing.map { RotaryTable(headSize: 4, base: 500, pairing: $0) })
  }

  /// A Llama-style block: RMS norms, no biases, a gated feed-forward layer with SiLU.
  @Test(arguments: rows, [[0, 1], [0, 3, 4, 9], [0, 70, 75]]) func preNormBlock(_ row: Row, _ offsets: [Int]) {
    let counts = zip(offsets, offsets.dropFirst()).map { min(2, $1 - $0) }
    for rows in [OutputRows.all, .firstTokens, .lastTokens(counts)] {
      let registry = GradientTests.registry()
      let root = registry.root
      func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
        Linear(root[name], inputs: inputs, outputs: outputs, hasBias: false)
      }
      let block = PreNormBlock(
        attentionNorm: RMSNorm(root["n1"], hiddenSize: 16, epsilon: 1e-5),
        attention: Self.attention(row, root["attention"], hasBias: false),
        feedForwardNorm: RMSNorm(root["n2"], hiddenSize: 16, epsilon: 1e-5),
        feedForward: GatedFeedForward(
          gate: linear("gate", 16, 12), up: linear("up", 16, 12), down: linear("down", 12, 16), activation: .silu),
        attentionDropout: root.dropout(0.1), feedForwardDropout: root.dropout(0.1))
      GradientTests.disturb(registry)
      let pass = GradientTests.pass(offsets)
      /// Residual and branch side by side.
      func join(_ stream: ResidualStream) -> Tensor {
        Tensor(
          stream.residual.values + stream.branch!.values, shape: [2 * stream.residual.rows, stream.residual.columns])
      }
      let error = gradientError(
        Differentiable(
          inputs: [noise([offsets.last!, 16], seed: 1)], parameters: registry.parameters,
          forward: { join(block.forward(ResidualStream(residual: $0[0]), rows, pass).output) },
          backward: { inputs, d in
            let saved = block.forward(ResidualStream(residual: inputs[0]), rows, pass).saved
            let half = d.rows / 2
            let (dResidual, _) = block.backward(
              dResidual: d.copyOfRows(0..<half), dBranch: d.copyOfRows(half..<d.rows), saved, rows, pass)
            return [dResidual]
          }))
      #expect(error < GradientTests.tolerance, "\(rows)")
    }
  }

  /// A post-norm block with the same attention.
  @Test(arguments: rows, [[0, 1], [0, 3, 4, 9]]) func postNormBlock(_ row: Row, _ offsets: [Int]) {
    for rows in [OutputRows.all, .firstTokens] {
      let registry = GradientTests.registry()
      let root = registry.root
      func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
        Linear(root[name], inputs: inputs, outputs: outputs)
      }
      let block = PostNormBlock(
        attention: Self.attention(row, root["attention"], hasBias: true),
        attentionNorm: RMSNorm(root["n1"], hiddenSize: 16, epsilon: 1e-5),
        feedForward: FeedForward(inner: linear("f1", 16, 12), outer: linear("f2", 12, 16), activation: .gelu),
        feedForwardNorm: LayerNorm(root["n2"], hiddenSize: 16, epsilon: 1e-5),
        attentionDropout: root.dropout(0.1), feedForwardDropout: root.dropout(0.1))
      GradientTests.disturb(registry)
      let pass = GradientTests.pass(offsets)
      let error = gradientError(
        Differentiable(
          inputs: [noise([offsets.last!, 16], seed: 1)], parameters: registry.parameters,
          forward: { block.forward($0[0], rows, pass).output },
          backward: { inputs, dY in [block.backward(dY, block.forward(inputs[0], rows, pass).saved, rows, pass)]
          }))
      #expect(error < GradientTests.tolerance, "\(rows)")
    }
  }

  /// Some output rows are those of all, whatever the pattern: a query keeps its place among the keys.
  @Test(arguments: rows) func outputRowsAreThoseOfAll(_ row: Row) {
    let registry = GradientTests.registry()
    let attention = Self.attention(row, registry.root, hasBias: true)
    GradientTests.disturb(registry)
    let offsets = [0, 1, 8, 75]
    let pass = Pass(offsets: offsets)
    let x = noise([75, 16], seed: 2)
    let all = attention.forward(x, queryRows: x, .all, pass, cache: nil).output
    for (rows, indices) in [(OutputRows.firstTokens, [0, 1, 8]), (.lastTokens([1, 0, 3]), [0, 72, 73, 74])] {
      let some = attention.forward(x, queryRows: x.gatherRows(indices), rows, pass, cache: nil).output
      let expected = all.gatherRows(indices).values
      #expect(some.values.count == expected.count)
      #expect(zip(some.values, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(rows)")
    }
  }
}
