// The only file of this target that uses C memory: libyaml's parser, with a copy of every event.
internal import CYAML

/// One event of the YAML parser, with the place where it starts.
struct YAMLEvent {
  /// The kind of event.
  enum Kind {
    case documentStart
    case scalar(text: String, isPlain: Bool)
    case alias(String)
    case listStart
    case listEnd
    case mappingStart
    case mappingEnd
  }

  let kind: Kind
  /// The name after `&`, or nil.
  let anchor: String?
  /// The name after `!`, or nil.
  let tag: String?
  /// Counted from 1.
  let line: Int
  /// In characters, counted from 1.
  let column: Int
}

/// A syntax error that libyaml found, with its place.
struct YAMLSyntaxError: Error {
  let line: Int
  let column: Int
  let problem: String
}

/// Calls a closure with each event of a YAML text, in order, until the text ends or the closure throws.
///
/// The bytes must be UTF-8 without a byte order mark. The caller checks that, so libyaml never guesses the encoding.
///
/// - Throws: `YAMLSyntaxError`, or the error of `each`
func readYAMLEvents(
  _ bytes: [UInt8], each: (YAMLEvent) throws -> Void
) throws {
  // libyaml keeps a pointer to its own parser, so the parser must not move.
  let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  defer { unsafe parser.deallocate() }
  guard unsafe yaml_parser_initialize(parser) == 1 else {
    throw YAMLSyntaxError(line: 1, column: 1, problem: "there is not enough memory to read it")
  }
  defer { unsafe yaml_parser_delete(parser) }
  unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  try unsafe bytes.withUnsafeBufferPointer { input in
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    while let event = try unsafe nextYAMLEvent(parser) { try each(event) }
  }
}

/// The next event with contents, or nil at the end of the text.
private func nextYAMLEvent(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws -> YAMLEvent? {
  while true {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe syntaxError(parser.pointee) }
    defer { unsafe yaml_event_delete(&event) }
    if unsafe event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT { return nil }
    if let copy = unsafe copied(event) { return copy }
  }
}

/// A copy of an event in Swift's memory, or nil for events without contents.
private func copied(_ event: yaml_event_t) -> YAMLEvent? {
  let data = unsafe event.data
  var anchor: String?
  var tag: String?
  let kind: YAMLEvent.Kind
  switch unsafe event.type {
  case YAML_DOCUMENT_START_EVENT:
    kind = .documentStart
  case YAML_ALIAS_EVENT:
    kind = unsafe .alias(string(data.alias.anchor) ?? "")
  case YAML_SCALAR_EVENT:
    let bytes = unsafe UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
    let isPlain = unsafe data.scalar.style == YAML_PLAIN_SCALAR_STYLE
    kind = unsafe .scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
    anchor = unsafe string(data.scalar.anchor)
    tag = unsafe string(data.scalar.tag)
  case YAML_SEQUENCE_START_EVENT:
    kind = .listStart
    anchor = unsafe string(data.sequence_start.anchor)
    tag = unsafe string(data.sequence_start.tag)
  case YAML_SEQUENCE_END_EVENT:
    kind = .listEnd
  case YAML_MAPPING_START_EVENT:
    kind = .mappingStart
    anchor = unsafe string(data.mapping_start.anchor)
    tag = unsafe string(data.mapping_start.tag)
  case YAML_MAPPING_END_EVENT:
    kind = .mappingEnd
  default:
    return nil
  }
  let mark = unsafe event.start_mark
  return YAMLEvent(kind: kind, anchor: anchor, tag: tag, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
}

private func string(_ text: UnsafePointer<UInt8>?) -> String? {
  unsafe text.map { unsafe String(cString: $0) }
}

private func syntaxError(_ parser: yaml_parser_t) -> YAMLSyntaxError {
  let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it cannot be read as YAML"
  let context = unsafe parser.context.map { unsafe " (\(String(cString: $0)))" } ?? ""
  // Errors of the character reader have no mark, only the current position.
  let isReader = unsafe parser.error == YAML_READER_ERROR
  let mark = unsafe isReader ? parser.mark : parser.problem_mark
  return YAMLSyntaxError(line: Int(mark.line) + 1, column: Int(mark.column) + 1, problem: problem + context)
}
