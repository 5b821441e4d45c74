internal import Base
internal import Glibc

/// How the angles of rotary positions change in models that read more tokens than they were first trained with
/// (`rope_type` in `config.json`).
public enum RotaryScaling: Sendable, Equatable {
  /// Not at all: "default".
  case none
  /// All frequencies are divided by a factor (Chen et al. 2023, "Extending Context Window"): "linear".
  case linear(factor: Double)
  /// Low frequencies are divided by the factor, high ones stay, and those between are blended: "llama3", as Llama 3.1
  /// has it.
  ///
  /// A frequency is low if the original context has fewer than `lowFrequencyFactor` of its waves, high if it has more
  /// than `highFrequencyFactor`.
  case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalLength: Int)

  /// The angle of one position, in radians, for each pair of values.
  ///
  /// - Parameters:
  ///   - base: of the powers without scaling, base^(−2i / size)
  ///   - size: number of values of a head that are rotated; even
  func frequencies(base: Double, size: Int) -> [Double] {
    (0..<size / 2).map { scaled(pow(base, -2 * Double($0) / Double(size))) }
  }

  private func scaled(_ frequency: Double) -> Double {
    switch self {
    case .none: return frequency
    case .linear(let factor): return frequency / factor
    case .llama3(let factor, let low, let high, let length):
      let waves = Double(length) * frequency / (2 * Double.pi)
      if waves < low { return frequency / factor }
      if waves > high { return frequency }
      let share = (waves - low) / (high - low)
      return (1 - share) * frequency / factor + share * frequency
    }
  }

  /// The members of `rope_parameters` beside the base.
  var members: [(String, JSON)] {
    switch self {
    case .none: [("rope_type", .string("default"))]
    case .linear(let factor): [("rope_type", .string("linear")), ("factor", .number(factor))]
    case .llama3(let factor, let low, let high, let length):
      [
        ("rope_type", .string("llama3")), ("factor", .number(factor)), ("low_freq_factor", .number(low)),
        ("high_freq_factor", .number(high)), ("original_max_position_embeddings", .integer(length)),
      ]
    }
  }
}

extension ConfigurationKey where Configuration == DecoderConfiguration {
  /// Base and scaling of rotary positions: `rope_parameters` of `transformers` 5, which is also written, or
  /// `rope_theta` and `rope_scaling` of earlier versions.
  static func rotary(defaultBase: Double) -> Self {
    Self(
      name: "rope_parameters",
      read: { reader, configuration in
        let isNew = (reader.object["rope_parameters"] ?? .null) != .null
        let key = isNew ? "rope_parameters" : "rope_scaling"
        let bases = 1.0...1e12
        configuration.rotaryBase = reader.number("rope_theta", in: bases, default: defaultBase)
        guard let value = reader.object[key], value != .null else { return }
        guard let object = value.object else {
          return reader.require(false, "\(key) is \(excerpt(value.compact)), expected an object or null")
        }
        var own = ConfigurationReader(object, path: reader.path)
        configuration.rotaryBase = own.number("rope_theta", in: bases, default: configuration.rotaryBase)
        configuration.rotaryScaling = own.rotaryScaling(contextLength: configuration.contextLength)
        for problem in own.problems { reader.require(false, key + ": " + problem) }
      },
      write: { configuration in
        var object: JSON.Object = ["rope_theta": .number(configuration.rotaryBase)]
        for (name, value) in configuration.rotaryScaling.members { object[name] = value }
        return .object(object)
      })
  }
}

extension ConfigurationReader {
  /// The scaling in `rope_parameters` or `rope_scaling`.
  fileprivate mutating func rotaryScaling(contextLength: Int) -> RotaryScaling {
    // The key was "type" before it was "rope_type".
    let key = object["rope_type"] == nil && object["type"] != nil ? "type" : "rope_type"
    switch choice(key, ["default", "linear", "llama3"].map { ($0, $0) }, default: "default") {
    case "linear": return .linear(factor: requiredNumber("factor", in: 1...1e6))
    case "llama3":
      let low = requiredNumber("low_freq_factor", in: 0...1e6)
      let high = requiredNumber("high_freq_factor", in: 0...1e6)
      require(low < high, "low_freq_factor is \(low), expected less than high_freq_factor, which is \(high)")
      return .llama3(
        factor: requiredNumber("factor", in: 1...1e6), lowFrequencyFactor: low, highFrequencyFactor: high,
        originalLength: integer("original_max_position_embeddings", in: 1...1_000_000_000, default: contextLength))
    default: return .none
    }
  }

  private mutating func requiredNumber(_ key: String, in range: ClosedRange<Double>) -> Double {
    require((object[key] ?? .null) != .null, "\(key) is missing")
    return number(key, in: range, default: range.lowerBound)
  }
}
