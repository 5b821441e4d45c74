import Configuration
import Testing

private func refusal(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) -> String {
  do {
    _ = try Node(parsing: bytes, path: "a.yaml")
    Issue.record("the text was accepted", sourceLocation: sourceLocation)
    return ""
  } catch {
    return "\(error)"
  }
}

private func refusal(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
  refusal(Array(text.utf8), sourceLocation: sourceLocation)
}

@Suite struct YAMLReaderTests {
  @Test func placesAreCountedFromOneInCharacters() throws {
    let node = try Node(parsing: Array("ä: [é, {b: 1}]\nc:\n  d: \"x\"\n".utf8), path: "a.yaml")
    guard case .list(let elements)? = node["ä"]?.value else { throw Missing() }
    #expect(elements[0].location == .file("a.yaml", line: 1, column: 5))
    #expect(elements[1]["b"]?.location == .file("a.yaml", line: 1, column: 12))
    #expect(node["c"]?["d"]?.value == .scalar("x", isPlain: false))
    #expect(node["c"]?.entries.first?.location == .file("a.yaml", line: 3, column: 3))
  }

  struct Missing: Error {}

  @Test func byteOrderMarkAndWindowsLineEndsAreRead() throws {
    let node = try Node(parsing: [0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb: 2\r\n".utf8), path: "a.yaml")
    #expect(node["a"]?.text == "1")
    #expect(node["b"]?.location == .file("a.yaml", line: 2, column: 4))
  }

  @Test func duplicateKeysAreAllNamed() {
    #expect(
      refusal("a: 1\nb: {c: 1, c: 2}\na: 3\n") == """
        a.yaml:2:11: b.c: the key is already given at a.yaml:2:5
        a.yaml:3:1: a: the key is already given at a.yaml:1:1
        """)
  }

  @Test func unsupportedYAMLIsAnError() {
    #expect(refusal("a: &x 1") == "a.yaml:1:4: anchors (&x) are not used in settings: write the value out")
    #expect(refusal("a: 1\nb: *x") == "a.yaml:2:4: aliases (*x) are not used in settings: write the value out")
    #expect(refusal("a: !!str 1").hasPrefix("a.yaml:1:4: tags ("))
    #expect(refusal("a: 1\n---\nb: 1") == "a.yaml:2:1: a second document begins here: settings are one document")
    #expect(refusal("? [a]\n: 1") == "a.yaml:1:3: expected a key, found a list or section")
  }

  @Test func invalidTexts() {
    #expect(refusal("a: [1, 2\nb: 3").hasPrefix("a.yaml:2:"))
    #expect(refusal("a: b: c").hasPrefix("a.yaml:1:5: not YAML: mapping values are not allowed"))
    #expect(refusal("a: 1\n\tb: 2").hasPrefix("a.yaml:2:1: not YAML: "))
    #expect(
      refusal([97, 58, 32, 49, 10, 98, 58, 0xFF]) == "a.yaml:2:1: the line is not valid UTF-8: save the file as UTF-8")
    #expect(refusal("a: \u{0}").contains("a.yaml:1:"))
  }

  @Test func depthAndSizeAreLimited() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusal("a: " + deep).contains("more than 32 levels of nesting"))
    let long = "a: " + String(repeating: "x", count: Node.largestFile)
    #expect(refusal(long).contains("settings may have at most \(Node.largestFile)"))
    let lines = (0..<20_000).map { "k\($0): 1\n" }.joined()
    #expect(throws: Never.self) { try Node(parsing: Array(lines.utf8), path: "a.yaml") }
  }

  @Test func unreadableFiles() {
    #expect(throws: ConfigurationError.unreadable(path: "/no/such.yaml", reason: "there is no such file")) {
      try Node(readingFile: "/no/such.yaml")
    }
    #expect(
      throws: ConfigurationError.unreadable(path: "/tmp", reason: "this is a folder; a YAML file is expected")
    ) { try Node(readingFile: "/tmp") }
    // Endless: it must not be read to its end.
    #expect(throws: ConfigurationError.self) { try Node(readingFile: "/dev/zero") }
  }

  /// A damaged text is rejected or parsed without a crash. A parsed text is equal after it is written and parsed again.
  @Test func damagedTextsAreParsedOrRejected() throws {
    let text =
      "a: [1, {b: 'x', \"c\": 5e-5}]\nd:\n  - e: ~\n    f: |\n      g\n  - é # h\ni: &j !k *l\n? m\n: n\n---\n%o\n"
    let seeds = [UInt8](" \t\n\r:-?[]{},#&*!|>'\"%@`\\~0\u{FEFF}\u{85}\u{2028}".utf8) + [0, 7, 0x80, 0xC0, 0xFF]
    var random = Seeded(state: 7)
    var readCount = 0
    for _ in 0..<5000 {
      var bytes = Array(text.utf8.prefix(Int(random.next() % UInt64(text.utf8.count))))
      for _ in 0..<(random.next() % 4) where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        let seed = seeds[Int(random.next() % UInt64(seeds.count))]
        if random.next() % 2 == 0 { bytes[place] = seed } else { bytes.insert(seed, at: place) }
      }
      guard let node = try? Node(parsing: bytes, path: "a.yaml") else { continue }
      readCount += 1
      let again = try Node(parsing: Array(node.yaml.utf8), path: "a.yaml")
      #expect(again.differences(from: node) == [], "\(bytes)")
    }
    #expect(readCount > 500)
  }

  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9 >> 16
    }
  }
}
