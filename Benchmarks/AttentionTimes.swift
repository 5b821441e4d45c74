import Attune
import Foundation

/// Times one attention layer: `benchmarks attention <kind> <tokens> <threads>` prints a line of JSON. The kinds are
/// those of `AttentionVariants.all`, in an encoder where they can be used there, else in a decoder. Run by
/// `Benchmarks/attention`.
struct AttentionTimes {
  static let (hiddenSize, headCount) = (256, 8)
  /// Of the kinds that have them.
  static let settings = [
    "window": 128, "global_tokens": 1, "block_size": 64, "random_blocks": 3, "projection_length": 128, "latents": 128,
  ]

  let kind: AttentionKind
  let tokens: Int

  private let registry = ParameterRegistry(source: nil, basePrefix: "", seed: 1)

  /// The kind's names, in the order of the list.
  static var kinds: [String] { AttentionKind.allCases.map(\.rawValue) }

  private var place: AttentionPlace { kind.variant.refusal(in: .encoder) == nil ? .encoder : .decoder }

  private var linears: [Linear] {
    ["query", "key", "value", "output"].map {
      Linear(registry.root[$0], inputs: Self.hiddenSize, outputs: Self.hiddenSize)
    }
  }

  private var sizes: AttentionSizes {
    let own = kind.variant.settings(in: place).map(\.name)
    return AttentionSizes(
      hiddenSize: Self.hiddenSize, headCount: Self.headCount, keyValueHeadCount: Self.headCount, contextLength: tokens,
      layerCount: 1, place: place, positions: .learned,
      settings: kind.standardSettings(in: place).merging(Self.settings.filter { own.contains($0.key) }) { $1 })
  }

  private func attention(_ linears: [Linear]) throws -> any Attention {
    let problems = kind.problems(sizes)
    if !problems.isEmpty {
      throw WorkError(description: problems.map { "\($0.setting): \($0.text)" }.joined(separator: "; "))
    }
    return kind.variant.make(
      AttentionParts(
        sizes, layer: 0, scope: registry.root["attention"], rotary: nil, standardDeviation: 0.02, dropout: 0,
        linear: { Linear($0, inputs: $1, outputs: $2) }, projections: { _ in (linears[0], [linears[1], linears[2]]) },
        output: { _ in linears[3] }))
  }

  /// Prints the seconds of forward and backward of the layer, and of its four projections alone.
  func run() throws {
    let linears = linears
    let attention = try attention(linears)
    let pass = Pass(offsets: [0, tokens], isTraining: true, seed: 1, step: 1)
    let x = Tensor(normal: [tokens, Self.hiddenSize], standardDeviation: 1, seed: 1, stream: 1)
    // Of the kinds whose first layer gives latents alone, that layer.
    let asking = kind.variant.latents(sizes) ?? tokens
    let rows = asking == tokens ? OutputRows.all : .lastTokens([asking])
    let queryRows = x.copyOfRows(tokens - asking..<tokens)
    let dY = Tensor(normal: [asking, Self.hiddenSize], standardDeviation: 1, seed: 1, stream: 2)
    let dKeys = Tensor(normal: [tokens, Self.hiddenSize], standardDeviation: 1, seed: 1, stream: 3)
    func layer(_ attention: some Attention) {
      let (_, saved) = attention.forward(x, queryRows: queryRows, rows, pass, cache: nil)
      _ = attention.backward(dY, saved, rows, pass)
    }
    func projections() {
      for (index, linear) in linears.enumerated() {
        let isOfKeys = index == 1 || index == 2
        let (_, saved) = linear.forward(isOfKeys ? x : queryRows, pass)
        _ = linear.backward(isOfKeys ? dKeys : dY, saved, pass)
      }
    }
    // At least half a second of the layer, at most 20 times, in turns, after one for warm-up.
    layer(attention)
    projections()
    var times: (layer: [Double], projections: [Double]) = ([], [])
    while times.layer.count < 20 && (times.layer.isEmpty || times.layer.reduce(0, +) < 0.5) {
      let start = Benchmarks.now()
      layer(attention)
      let middle = Benchmarks.now()
      projections()
      times.layer.append(middle - start)
      times.projections.append(Benchmarks.now() - middle)
    }
    let result: JSON.Object = [
      "place": .string(place.rawValue), "seconds": .number(Self.median(times.layer)),
      "projections": .number(Self.median(times.projections)), "rounds": .integer(times.layer.count),
      "peak_mib": .number(Double(peakMemory()) / 1_048_576),
    ]
    print(JSON.object(result).compact)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
