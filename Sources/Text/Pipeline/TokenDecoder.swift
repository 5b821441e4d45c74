/// A step from tokens to text.
enum TokenDecoder: Sendable {
  case replace(TextPattern, [UInt8])
  /// `<0x41>` becomes the byte 0x41; a run of bytes that is not UTF-8 becomes as many U+FFFD.
  case byteFallback
  /// All tokens become one.
  case fuse
  /// Removes some text at the start and the end of each token, at most so many times.
  case strip([UInt8], left: Int, right: Int)
  /// `replacement` becomes a space, or nothing in the first token if `dropsFirst`.
  case metaspace([UInt8], dropsFirst: Bool)

  func apply(to tokens: inout [[UInt8]]) {
    switch self {
    case .replace(let pattern, let content):
      for index in tokens.indices { Self.replace(pattern, content, in: &tokens[index]) }
    case .byteFallback: tokens = Self.joiningBytes(tokens)
    case .fuse: tokens = [Array(tokens.joined())]
    case .strip(let content, let left, let right):
      for index in tokens.indices {
        for _ in 0..<left where tokens[index].starts(with: content) { tokens[index].removeFirst(content.count) }
        for _ in 0..<right where tokens[index].suffix(content.count).elementsEqual(content) {
          tokens[index].removeLast(content.count)
        }
      }
    case .metaspace(let replacement, let dropsFirst):
      for index in tokens.indices {
        Self.replace(
          .string(replacement), dropsFirst && index == 0 ? [] : [UInt8(ascii: " ")], in: &tokens[index])
      }
    }
  }

  private static func replace(_ pattern: TextPattern, _ content: [UInt8], in token: inout [UInt8]) {
    var result: [UInt8] = []
    pattern.split(token.span, token.indices) { range, isMatch in
      if isMatch { result.append(contentsOf: content) } else { result.append(contentsOf: token[range]) }
    }
    token = result
  }

  private static func joiningBytes(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
      if run.isEmpty { return }
      if String(validating: run, as: UTF8.self) != nil {
        result.append(run)
      } else {
        result.append(Array(String(repeating: "\u{FFFD}", count: run.count).utf8))
      }
      run = []
    }
    for token in tokens {
      if let byte = byte(token) {
        run.append(byte)
      } else {
        flush()
        result.append(token)
      }
    }
    flush()
    return result
  }

  /// The byte that a token `<0x41>` stands for.
  static func byte(_ token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
  }

  /// The token of a byte.
  static func token(of byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x" + (digits.count == 1 ? "0" : "") + digits + ">"
  }
}
