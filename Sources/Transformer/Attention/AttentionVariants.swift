internal import Base

/// All kinds of attention.
public enum AttentionVariants {
  /// The one list, for encoders and decoders. The first is what a model has unless its checkpoint says otherwise.
  public static let all: [any AttentionVariant.Type] = [
    DotProductAttention.self, DenseSynthesizer.self, RandomSynthesizer.self, WindowedAttention.self,
    BigBirdAttention.self, LinformerAttention.self, Perceiver.self,
  ]
}

/// The name of a variant of attention: the value of the setting `attention`.
public struct AttentionKind: RawRepresentable, Sendable, Hashable, Codable, CaseIterable {
  /// The variant.
  public let variant: any AttentionVariant.Type

  /// The kind of a variant.
  public init(_ variant: any AttentionVariant.Type) { self.variant = variant }

  /// The kind of this name, or nil if no variant has it.
  public init?(rawValue: String) {
    guard let variant = AttentionVariants.all.first(where: { $0.name == rawValue }) else { return nil }
    self.variant = variant
  }

  /// The variant's name.
  public var rawValue: String { variant.name }

  /// The kinds of all variants.
  public static var allCases: [AttentionKind] { AttentionVariants.all.map { AttentionKind($0) } }

  /// The product of one token's query and another's key: the standard attention.
  public static let dotProduct = AttentionKind(AttentionVariants.all[0])

  /// Two kinds are equal if they have one name.
  public static func == (a: AttentionKind, b: AttentionKind) -> Bool { a.rawValue == b.rawValue }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  /// The variant's own settings in a new model, by name.
  public func standardSettings(in place: AttentionPlace) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: variant.settings(in: place).map { ($0.name, $0.standard) })
  }

  /// What is wrong with sizes; empty if nothing is. The place, the kind of positions and the variant's own settings are
  /// checked too.
  public func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    var problems = self.problems(sizes.settings, in: sizes.place)
    if !variant.positions.contains(sizes.positions) {
      let names = variant.positions.map(\.rawValue).joined(separator: " or ")
      problems.append(
        AttentionProblem(
          "positions", "\(sizes.positions.rawValue) positions do not work with \(rawValue) attention: use \(names)"))
    }
    // A variant's own check may count on each setting's range.
    return problems.isEmpty ? variant.problems(sizes) : problems
  }

  /// What is wrong with the place, and with some of the variant's own settings there, each by itself.
  public func problems(_ values: [String: Int], in place: AttentionPlace) -> [AttentionProblem] {
    if let reason = variant.refusal(in: place) {
      let others = Self.kinds(in: place).map(\.rawValue).joined(separator: ", ")
      return [
        AttentionProblem(
          "attention", "\(rawValue) attention cannot be used in \(place.rawValue)s: \(reason). Use one of \(others)")
      ]
    }
    let settings = variant.settings(in: place)
    return values.sorted { $0.key < $1.key }.compactMap { name, value in
      guard let setting = settings.first(where: { $0.name == name }) else {
        let known = settings.map(\.name).joined(separator: ", ")
        let others = Self.kinds(in: place).filter { kind in
          kind.variant.settings(in: place).contains { $0.name == name }
        }.map(\.rawValue).joined(separator: " or ")
        return AttentionProblem(
          name,
          "\(rawValue) attention has no such setting" + (known.isEmpty ? "" : "; its settings are \(known)")
            + (others.isEmpty ? "" : ". It belongs to \(others) attention"))
      }
      let (first, last) = (setting.range.lowerBound, setting.range.upperBound)
      return setting.range.contains(value)
        ? nil : AttentionProblem(name, "must be a whole number from \(first) to \(last)")
    }
  }

  /// Name and settings for a line about a model: ", windowed attention (global_tokens 1, window 128)"; nothing for the
  /// standard attention.
  public func note(_ settings: [String: Int]) -> String {
    if self == .dotProduct { return "" }
    let own = AttentionPlace.allCases.flatMap { variant.settings(in: $0) }
    let values = settings.sorted { $0.key < $1.key }.map { name, value in
      let names = own.first { $0.name == name }?.names ?? []
      return "\(name) " + (names.indices.contains(value) ? names[value] : "\(value)")
    }.joined(separator: ", ")
    return ", \(rawValue) attention" + (values.isEmpty ? "" : " (\(values))")
  }

  /// The kinds that can be used in a place.
  public static func kinds(in place: AttentionPlace) -> [AttentionKind] {
    allCases.filter { $0.variant.refusal(in: place) == nil }
  }

  /// The keys of `config.json` of the variant's own settings.
  ///
  /// - Parameter path: where a configuration keeps the settings, by name
  func keys<Configuration>(
    in place: AttentionPlace, _ path: any (WritableKeyPath<Configuration, [String: Int]> & Sendable)
  ) -> [ConfigurationKey<Configuration>] {
    variant.settings(in: place).map { setting in
      let key = setting.key
      return ConfigurationKey(
        name: key,
        read: {
          $1[keyPath: path][setting.name] =
            setting.names.isEmpty
            ? $0.integer(key, in: setting.range, default: setting.standard)
            : $0.choice(key, setting.names.enumerated().map { ($1, $0) }, default: setting.standard)
        },
        write: {
          $0[keyPath: path][setting.name].map {
            setting.names.isEmpty ? .integer($0) : .string(setting.names[$0])
          }
        })
    }
  }

  /// Problems as those of `config.json`: the variant's own settings have a prefix there.
  func lines(_ problems: [AttentionProblem], in place: AttentionPlace) -> [String] {
    let own = variant.settings(in: place).map(\.name)
    return problems.map { (own.contains($0.setting) ? "attention_" : "") + $0.setting + ": " + $0.text }
  }
}
