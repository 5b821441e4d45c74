internal import Base

/// Downloads by the program `curl`: resumed where they stopped, redirected without showing the token to other hosts,
/// and known by their hash where the server tells it.
struct Curl {
  /// A folder for curl's own files.
  let scratch: String
  let showsProgress: Bool

  /// curl's exit codes that are looked at one by one.
  private enum Exit {
    static let couldNotWrite: Int32 = 23
    static let httpError: Int32 = 22
    static let rangeRefused: Int32 = 33
    static let cannotResume: Int32 = 36
    static let notInstalled: Int32 = 127
  }

  /// Fetches a file, or returns false where the server says that there is none (404).
  ///
  /// What has come already is kept in `<path>.part` when the connection breaks, and the next call goes on from there.
  func fetch(_ url: String, to path: String) throws -> Bool {
    let part = path + ".part"
    for attempt in 0..<2 {
      let (code, headers) = try run(url, part)
      if code == 0 {
        try check(part, headers, path)
        try move(part, to: path)
        return true
      }
      // A server without ranges, or a part that is longer than the file: once more from the beginning.
      let status = headers.status ?? 0
      if attempt == 0, code == Exit.rangeRefused || code == Exit.cannotResume || status == 416 {
        try removeAll(part)
        continue
      }
      if code == Exit.httpError, status == 404 { return false }
      throw failure(code, status, url, part)
    }
    return false
  }

  private func failure(_ code: Int32, _ status: Int, _ url: String, _ part: String) -> HubError {
    switch code {
    case Exit.notInstalled: return HubError.missingProgram("curl", package: "curl")
    case Exit.couldNotWrite: return HubError.disk("cannot write \(part): is the disk full?")
    case Exit.httpError where status == 401 || status == 403:
      return HubError.refused(url: url, status: status, hasToken: environment("HF_TOKEN") != nil)
    default:
      let text = (try? readFile(scratch + "/curl-errors.txt")).map { String(decoding: $0, as: UTF8.self) } ?? ""
      let last = text.split(separator: "\n").last.map(String.init) ?? "curl ended with code \(code)"
      return HubError.unreachable(url: url, reason: last)
    }
  }

  /// The status of the last answer, and what the headers of all answers tell of the file.
  private struct Headers {
    var status: Int?
    var sha256: String?
  }

  private func run(_ url: String, _ part: String) throws -> (code: Int32, headers: Headers) {
    // The token goes through a file of our own, not the arguments, which every user of the machine can see.
    let configuration = scratch + "/curl-config.txt"
    try writeFile(configuration, [])
    defer { try? removeAll(configuration) }
    if let token = environment("HF_TOKEN") {
      guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
      else {
        throw HubError.disk("HF_TOKEN holds characters that no token has")
      }
      restrict(configuration)
      try writeFile(configuration, Array("oauth2-bearer = \"\(token)\"\n".utf8))
    }
    let headerFile = scratch + "/curl-headers.txt"
    let result = Subprocess(
      "curl",
      [
        "--location", "--fail", "--connect-timeout", "5", "--retry", "2", "--speed-limit", "1000", "--speed-time", "60",
        "--proto", "=http,https", "--continue-at", "-", "--dump-header", headerFile, "--output", part, "--config", "-",
        "--show-error", showsProgress ? "--progress-bar" : "--silent", url,
      ], input: configuration, output: "/dev/null", errors: showsProgress ? nil : scratch + "/curl-errors.txt")
    var headers = Headers()
    for line in String(decoding: (try? readFile(headerFile)) ?? [], as: UTF8.self).split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") { headers.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
      let lower = line.lowercased()
      // The hub names large files by their SHA-256, small ones by another hash.
      if lower.hasPrefix("x-linked-etag:") {
        let value = lower.dropFirst(14).filter { $0 != "\"" && !$0.isWhitespace }
        if value.count == 64, value.allSatisfy(\.isHexDigit) { headers.sha256 = String(value) }
      }
    }
    return (result.status, headers)
  }

  private func check(_ part: String, _ headers: Headers, _ path: String) throws {
    guard let expected = headers.sha256 else { return }
    let found = try SHA256.hexadecimal(ofFile: part)
    if found != expected {
      try removeAll(part)
      throw HubError.wrongContent(file: path, problem: "the sha256 is \(found), the server announced \(expected)")
    }
  }
}
