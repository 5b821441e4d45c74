internal import Base

extension TokenizerJSON {
  /// The most special tokens and texts in one sequence; the known models have six.
  private static let longestTemplate = 64

  /// The special tokens of the post-processor, and how it trims the offsets of byte-level tokens.
  func template(_ vocabulary: Vocabulary, _ added: [AddedToken]) throws(TokenizerError)
    -> (template: SpecialTokenTemplate, trimming: OffsetTrimming?)
  {
    var template = SpecialTokenTemplate.bare
    var trimming: OffsetTrimming?
    let root = json["post_processor"] ?? .null
    let steps = kind(of: root) == "Sequence" ? root["processors"]?.array ?? [] : [root]
    let known = max(vocabulary.count, added.map { Int($0.id) + 1 }.max() ?? 0)
    for step in steps {
      switch kind(of: step) {
      case "null": break
      case "ByteLevel":
        if try bool(step, "trim_offsets", default: true) {
          trimming = OffsetTrimming(addsPrefixSpace: try bool(step, "add_prefix_space", default: true))
        }
      case "BertProcessing":
        template = .bert(start: try pairID(step, "cls", known), separator: try pairID(step, "sep", known))
      case "RobertaProcessing":
        template = .roberta(start: try pairID(step, "cls", known), separator: try pairID(step, "sep", known))
        if try bool(step, "trim_offsets", default: true) {
          trimming = OffsetTrimming(addsPrefixSpace: try bool(step, "add_prefix_space", default: true))
        }
      case "TemplateProcessing":
        template = SpecialTokenTemplate(
          single: try parts(step, "single", known), pair: try parts(step, "pair", known))
      case let other:
        throw unsupported(
          "the post_processor \(other)", "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel")
      }
    }
    return (template, trimming)
  }

  /// `["</s>", 2]` → 2.
  private func pairID(_ step: JSON, _ key: String, _ known: Int) throws(TokenizerError) -> Int32 {
    guard let list = step[key]?.array, list.count == 2, let id = list[1].integer, let narrow = Int32(exactly: id) else {
      throw problem("\"\(key)\" of the post_processor must be a token and its id")
    }
    if id < 0 || id >= known {
      throw problem("\"\(key)\" of the post_processor has the id \(id), which is outside the vocabulary")
    }
    return narrow
  }

  private func parts(_ step: JSON, _ key: String, _ known: Int) throws(TokenizerError) -> [SpecialTokenTemplate.Part] {
    guard let entries = step[key]?.array else { throw problem("\"\(key)\" of the post_processor must be a list") }
    var parts: [SpecialTokenTemplate.Part] = []
    for entry in entries {
      // Each entry may have a list of any length, so a small file could describe a huge template.
      if parts.count > Self.longestTemplate {
        throw problem("\"\(key)\" of the post_processor has more than \(Self.longestTemplate) parts")
      }
      if let text = entry["Sequence"], let name = text["id"]?.string, name == "A" || name == "B" {
        parts.append(.text(isSecond: name == "B", typeID: try type(text)))
      } else if let special = entry["SpecialToken"], let name = special["id"]?.string,
        let ids = step["special_tokens"]?[name]?["ids"]?.array
      {
        for id in ids.prefix(Self.longestTemplate + 1) {
          guard let value = id.integer, value >= 0, value < known else {
            throw problem("the special token \(quoted(name)) of the post_processor has an id outside the vocabulary")
          }
          parts.append(.special(id: Int32(value), typeID: try type(special)))
        }
      } else {
        throw problem("a part of the post_processor is not understood: \(excerpt(entry.compact))")
      }
    }
    if parts.count > Self.longestTemplate {
      throw problem("\"\(key)\" of the post_processor has more than \(Self.longestTemplate) parts")
    }
    let hasSecond = parts.contains { if case .text(true, _) = $0 { true } else { false } }
    let hasFirst = parts.contains { if case .text(false, _) = $0 { true } else { false } }
    if !hasFirst || hasSecond != (key == "pair") {
      throw problem("\"\(key)\" of the post_processor must have the sequence A\(key == "pair" ? " and B" : " alone")")
    }
    return parts
  }

  private func type(_ entry: JSON) throws(TokenizerError) -> Int32 {
    let type = try integer(entry, "type_id", default: 0)
    guard let narrow = Int32(exactly: type), narrow >= 0 else {
      throw problem("the type_id \(type) of the post_processor is not a valid segment")
    }
    return narrow
  }
}
