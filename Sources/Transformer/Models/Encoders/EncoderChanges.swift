internal import Base

/// What is changed about a pretrained encoder when its checkpoint is opened: which keys a token sees, and how long a
/// text may be. The weights stay.
public struct EncoderChanges: Sendable {
  /// The kind of attention; nil for that of the checkpoint.
  public var attention: AttentionKind?
  /// Own settings of the kind of attention, by name. Those left out are as in a checkpoint with this kind of attention,
  /// or else have their defaults.
  public var settings: [String: Int]
  /// Tokens of a text at most. If the checkpoint has fewer positions and the attention is not the standard one, the
  /// table of positions is extended by copies of its rows (Beltagy et al. 2020, §5).
  public var maximumLength: Int?

  /// Changes; none by default.
  public init(attention: AttentionKind? = nil, settings: [String: Int] = [:], maximumLength: Int? = nil) {
    self.attention = attention
    self.settings = settings
    self.maximumLength = maximumLength
  }
}

extension EncoderConfiguration {
  /// What is wrong with changes of this configuration; empty if nothing is.
  public func problems(_ changes: EncoderChanges) -> [AttentionProblem] {
    let hasAttention = EncoderFamilies.kind(modelType)?.family.hasAttention ?? true
    if !hasAttention, changes.attention != nil || !changes.settings.isEmpty {
      return [AttentionProblem("attention", "the model (\(modelType)) has none: leave it out")]
    }
    let changed = applying(changes)
    return changed.attention.problems(changed.attentionSizes)
  }

  /// This configuration with changes, also in what is written to `config.json`.
  ///
  /// - Parameters:
  ///   - kind: what this is a configuration of
  ///   - path: the file, for the message
  /// - Throws: `CheckpointError` with all that is wrong with the changes
  func changed(
    _ changes: EncoderChanges, _ kind: EncoderKind, path: String
  ) throws(CheckpointError) -> EncoderConfiguration {
    let problems = problems(changes)
    if !problems.isEmpty {
      let lines = problems.map { "\($0.setting): \($0.text)" }
      throw .unsupported(path: path, problem: "\n  " + lines.joined(separator: "\n  "))
    }
    var result = applying(changes)
    let changed = EncoderKind(family: kind.family, attention: result.attention)
    for key in kind.attentionKeys { result.json[key.name] = nil }
    result.json["model_type"] = .string(changed.modelType)
    for (key, value) in members(changed.attentionKeys, of: result) { result.json[key] = value }
    for key in kind.family.keys where key.write(self) != key.write(result) { result.json[key.name] = key.write(result) }
    return result
  }

  private func applying(_ changes: EncoderChanges) -> EncoderConfiguration {
    var result = self
    if let kind = changes.attention, kind != attention {
      result.attention = kind
      result.attentionSettings = kind.standardSettings(in: .encoder)
    }
    result.attentionSettings.merge(changes.settings) { $1 }
    if let length = changes.maximumLength, length > maximumLength, result.attention != .dotProduct {
      result.storedPositionCount = positionCount
      result.positionCount = firstPosition + length
    }
    return result
  }
}
