internal import Base

extension TokenizerJSON {
  /// The steps of `pre_tokenizer` in order, and whether the last one turns text into bytes.
  func preTokenizers() throws(TokenizerError) -> (steps: [PreTokenizer], isByteLevel: Bool) {
    let components = try steps("pre_tokenizer", "pretokenizers")
    var steps: [PreTokenizer] = []
    var isByteLevel = false
    for component in components {
      if isByteLevel { throw unsupported("a pre_tokenizer after ByteLevel", "ByteLevel as the last of a Sequence") }
      isByteLevel = kind(of: component) == "ByteLevel"
      steps.append(try preTokenizer(component, isOnly: components.count == 1))
    }
    return (steps, isByteLevel)
  }

  private func preTokenizer(_ step: JSON, isOnly: Bool) throws(TokenizerError) -> PreTokenizer {
    switch kind(of: step) {
    case "ByteLevel":
      var addsSpace = try bool(step, "add_prefix_space", default: true)
      if isOnly, let value = try settings.bool("add_prefix_space") { addsSpace = value }
      return .byteLevel(addsPrefixSpace: addsSpace, isSplit: try bool(step, "use_regex", default: true))
    case "Split":
      return .split(
        try pattern(step, "a Split"), try behavior(step, default: nil),
        isInverted: try bool(step, "invert", default: false))
    case "Digits":
      let isEach = try bool(step, "individual_digits", default: false)
      return .characters({ GPT2Words.kind(of: $0) == .number }, isEach ? .isolated : .contiguous)
    case "Punctuation": return .characters(BERTCharacters.isPunctuation, try behavior(step, default: .isolated))
    case "WhitespaceSplit": return .characters(\.properties.isWhitespace, .removed)
    case "Whitespace":
      guard let words = try? Regex(#"\w+|[^\w\s]+"#) else { preconditionFailure("the pattern of words") }
      return .split(.regex(words), .removed, isInverted: true)
    case "Metaspace":
      let replacement = Array(try string(step, "replacement", default: "▁").utf8)
      if replacement.isEmpty { throw problem("the replacement of a Metaspace is empty") }
      return .metaspace(replacement, try prefix(step), isSplit: try bool(step, "split", default: true))
    case let other:
      throw unsupported(
        "BPE with the pre_tokenizer \(other)",
        "ByteLevel, Split, Digits, Punctuation, Whitespace, WhitespaceSplit, Metaspace")
    }
  }

  private func behavior(_ step: JSON, default usual: SplitBehavior?) throws(TokenizerError) -> SplitBehavior {
    guard let name = step["behavior"]?.string else {
      if let usual { return usual }
      throw problem("a Split needs a \"behavior\"")
    }
    guard let found = SplitBehavior(rawValue: name) else {
      throw unsupported(
        "the behavior \(quoted(name)) of a pre_tokenizer",
        SplitBehavior.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return found
  }

  /// `prepend_scheme`, or `add_prefix_space` of older files.
  func prefix(_ step: JSON) throws(TokenizerError) -> PreTokenizer.Prefix {
    guard let name = step["prepend_scheme"]?.string else {
      return try bool(step, "add_prefix_space", default: true) ? .always : .never
    }
    guard let found = PreTokenizer.Prefix(rawValue: name) else {
      throw unsupported(
        "the prepend_scheme \(quoted(name))", PreTokenizer.Prefix.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return found
  }
}
