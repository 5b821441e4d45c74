internal import Base
internal import Glibc

extension Node {
  /// The largest file of settings that is read, in bytes.
  public static let largestFile = 256 * 1024
  /// The deepest nesting of sections and lists that is read.
  public static let deepestNesting = 32

  /// Reads a file of settings; an empty file is an empty section.
  ///
  /// - Throws: `ConfigurationError.unreadable` for a file that cannot be opened, `.invalid` for one that is not plain
  ///   YAML.
  public init(readingFile path: String) throws(ConfigurationError) {
    if !exists(path) { throw .unreadable(path: path, reason: "there is no such file") }
    if isFolder(path) { throw .unreadable(path: path, reason: "this is a folder; a YAML file is expected") }
    let bytes: [UInt8]
    do {
      bytes = try readFile(path, limit: Self.largestFile)
    } catch {
      if error.code == EFBIG {
        throw .unreadable(
          path: path, reason: "settings have at most \(Self.largestFile) bytes; is this another kind of file?")
      }
      throw .unreadable(path: path, reason: "\(error)")
    }
    try self.init(parsing: bytes, path: path)
  }

  /// Parses a YAML text; an empty text is an empty section.
  ///
  /// The text is one document. Anchors, aliases, tags, duplicate keys, keys that are not scalars, and texts over
  /// `largestFile` bytes or `deepestNesting` levels are errors.
  ///
  /// - Parameter path: the path in messages and locations
  /// - Throws: `ConfigurationError.invalid` with the first error that stops the parser and all duplicate keys before
  ///   it.
  public init(parsing bytes: [UInt8], path: String) throws(ConfigurationError) {
    func refuse(_ line: Int, _ column: Int, _ message: String) -> ConfigurationError {
      let place = SettingLocation.file(path, line: line, column: column)
      return .invalid([LocatedProblem(location: place, key: "", message: message)])
    }
    if bytes.count > Self.largestFile {
      throw refuse(1, 1, "the file has \(bytes.count) bytes; settings may have at most \(Self.largestFile)")
    }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard String(validating: bytes, as: UTF8.self) != nil else {
      let line = firstInvalidLine(bytes)
      throw refuse(line, 1, "the line is not valid UTF-8: save the file as UTF-8")
    }
    var builder = NodeBuilder(path: path)
    do {
      try readYAMLEvents(bytes) { try builder.add($0) }
    } catch let error as YAMLSyntaxError {
      let problem = LocatedProblem(
        location: .file(path, line: error.line, column: error.column), key: "", message: "not YAML: \(error.problem)")
      throw .invalid(builder.duplicates + [problem])
    } catch let problem as NodeBuilder.Refusal {
      throw .invalid(builder.duplicates + [problem.problem])
    } catch {
      throw refuse(1, 1, "\(error)")
    }
    if !builder.duplicates.isEmpty { throw .invalid(builder.duplicates) }
    let root = builder.root ?? Node(.mapping([]), at: .file(path, line: 1, column: 1))
    self = root.isNull ? Node(.mapping([]), at: root.location) : root
  }
}

/// The first line, counted from 1, whose bytes are not UTF-8.
private func firstInvalidLine(_ bytes: [UInt8]) -> Int {
  let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
  return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
}

/// Builds a tree of the parser's events.
private struct NodeBuilder {
  /// The text has something that settings may not have.
  struct Refusal: Error { let problem: LocatedProblem }

  /// A list or section whose end is not reached yet.
  struct Open {
    let location: SettingLocation
    let isMapping: Bool
    var list: [Node] = []
    var entries: [Node.Entry] = []
    var keys: [String: SettingLocation] = [:]
    /// The key of the next value.
    var key: (text: String, location: SettingLocation)?
  }

  let path: String
  var root: Node?
  var duplicates: [LocatedProblem] = []
  private var open: [Open] = []
  private var hasDocument = false

  init(path: String) { self.path = path }

  mutating func add(_ event: YAMLEvent) throws(Refusal) {
    let place = SettingLocation.file(path, line: event.line, column: event.column)
    if event.anchor != nil {
      throw refusal(place, "anchors (&\(shortened(event.anchor ?? ""))) are not used in settings: write the value out")
    }
    // libyaml gives the tag "!" to a value that is marked as "not resolved".
    if let tag = event.tag { throw refusal(place, "tags (\(shortened(tag))) are not used in settings: leave it out") }
    switch event.kind {
    case .documentStart:
      if hasDocument { throw refusal(place, "a second document begins here: settings are one document") }
      hasDocument = true
    case .alias(let name):
      throw refusal(place, "aliases (*\(shortened(name))) are not used in settings: write the value out")
    case .listStart, .mappingStart:
      if open.count == Node.deepestNesting {
        throw refusal(place, "more than \(Node.deepestNesting) levels of nesting")
      }
      if isAtKey { throw refusal(place, "expected a key, found a list or section") }
      if case .mappingStart = event.kind {
        open.append(Open(location: place, isMapping: true))
      } else {
        open.append(Open(location: place, isMapping: false))
      }
    case .scalar(let text, let isPlain):
      if isAtKey {
        open[open.count - 1].key = (text, place)
      } else {
        try put(Node(.scalar(text, isPlain: isPlain), at: place))
      }
    case .listEnd:
      if let last = open.popLast() { try put(Node(.list(last.list), at: last.location)) }
    case .mappingEnd:
      if let last = open.popLast() { try put(Node(.mapping(last.entries), at: last.location)) }
    }
  }

  private var isAtKey: Bool { open.last.map { $0.isMapping && $0.key == nil } ?? false }

  private func refusal(_ place: SettingLocation, _ message: String) -> Refusal {
    Refusal(problem: LocatedProblem(location: place, key: "", message: message))
  }

  /// Each duplicate key is listed with the path of its sections. Without a limit the list could be much larger than the
  /// file.
  private static let mostDuplicates = 100

  private mutating func put(_ node: Node) throws(Refusal) {
    guard let last = open.indices.last else {
      root = node
      return
    }
    guard let key = open[last].key else {
      open[last].list.append(node)
      return
    }
    open[last].key = nil
    if let first = open[last].keys[key.text] {
      if duplicates.count == Self.mostDuplicates {
        throw refusal(key.location, "reading stops here: more than \(Self.mostDuplicates) keys are given twice")
      }
      let path = (open.dropLast().compactMap { $0.key?.text } + [key.text]).map(shortened).joined(separator: ".")
      duplicates.append(
        LocatedProblem(location: key.location, key: path, message: "the key is already given at \(first)"))
      return
    }
    open[last].keys[key.text] = key.location
    open[last].entries.append(Node.Entry(key: key.text, location: key.location, value: node))
  }
}
