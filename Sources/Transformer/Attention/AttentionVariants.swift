/// All kinds of attention that a decoder can be made with.
public enum AttentionVariants {
  /// The one list. The first is what a decoder family has unless its checkpoint says otherwise.
  public static let all: [any AttentionVariant.Type] = [
    DotProductAttention.self, DenseSynthesizer.self, RandomSynthesizer.self,
  ]
}

/// The name of a variant of attention: the value of `architecture.attention`.
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

  /// What is wrong with sizes; empty if nothing is. The kind of positions and the variant's own settings are checked
  /// too.
  public func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    var problems: [AttentionProblem] = []
    if !variant.positions.contains(sizes.positions) {
      let names = variant.positions.map(\.rawValue).joined(separator: " or ")
      problems.append(
        AttentionProblem(
          "positions", "\(sizes.positions.rawValue) positions do not work with \(rawValue) attention: use \(names)"))
    }
    for (name, value) in sizes.settings.sorted(by: { $0.key < $1.key }) {
      guard let setting = variant.settings.first(where: { $0.name == name }) else {
        let known = variant.settings.map(\.name).joined(separator: ", ")
        problems.append(
          AttentionProblem(
            "attention_settings",
            "\(rawValue) attention has no setting \(name)" + (known.isEmpty ? "" : "; its settings are \(known)")))
        continue
      }
      if !setting.range.contains(value) {
        let (first, last) = (setting.range.lowerBound, setting.range.upperBound)
        problems.append(
          AttentionProblem(
            "attention_settings", "\(name) is \(value), expected a whole number from \(first) to \(last)"))
      }
    }
    return problems + variant.problems(sizes)
  }
}
