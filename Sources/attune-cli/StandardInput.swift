internal import Glibc

/// The lines of standard input, read immediately, with the same checks as those of a file.
struct StandardInput {
  /// Lines read so far.
  private(set) var number = 0
  private var rest: ArraySlice<UInt8> = []
  private var isAtEnd = false

  /// The next line without its end, nil after the last.
  ///
  /// - Throws: `Unreadable` for a line that is not UTF-8, and for a failed read
  mutating func next() throws(Unreadable) -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return try text(line)
      }
      if isAtEnd {
        if rest.isEmpty { return nil }
        defer { rest = [] }
        return try text(rest)
      }
      try readMore()
    }
  }

  private mutating func text(_ line: ArraySlice<UInt8>) throws(Unreadable) -> String {
    number += 1
    var line = line
    if number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw .notText(line: number)
    }
    return text
  }

  private mutating func readMore() throws(Unreadable) {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { return }
    if count < 0 {
      throw .failed(errno)
    }
    isAtEnd = count == 0
    rest += bytes[..<count]
  }

  /// Why there is no line.
  enum Unreadable: Error, CustomStringConvertible {
    case notText(line: Int)
    /// The errno of a failed read.
    case failed(Int32)

    var description: String {
      switch self {
      case .notText(let line): "standard input, line \(line): not UTF-8 text; convert it first"
      case .failed(let code): "cannot read standard input: \(unsafe String(cString: strerror(code)))"
      }
    }
  }
}
