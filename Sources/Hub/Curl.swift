internal import Base

/// Downloads with the program `curl`. It resumes interrupted downloads, does not send the token to other hosts after a
/// redirect, and checks the hash where the server states it.
struct Curl {
  let environment: [String: String]
  let token: String?
  /// A folder for the files of curl.
  let scratch: String
  let progress: (DownloadProgress) -> Void
  let say: (String) -> Void

  /// The number of attempts without progress.
  private static let tries = 3

  /// The exit codes of curl that have a meaning of their own here.
  private enum Exit {
    static let httpError: Int32 = 22
    static let couldNotWrite: Int32 = 23
    static let timeOut: Int32 = 28
    static let rangeRefused: Int32 = 33
    static let cannotResume: Int32 = 36
    static let fileTooLong: Int32 = 63
    /// The connection broke: partial file, empty answer, send error, receive error, broken stream.
    static let broken: Set<Int32> = [18, 52, 55, 56, 92]
  }

  private struct Answer {
    let end: Subprocess.End
    let headers: ResponseHeaders
    /// Why this program stopped the download.
    let refusal: HubError?
    var isMissing: Bool { end == .code(Exit.httpError) && headers.status == 404 }
  }

  /// Downloads a file, or reports that there is none (404).
  ///
  /// If the connection breaks, the received part stays in `<path>.part`. The next call resumes from there if the server
  /// confirms that the file has not changed, or if the hash is known and will be checked.
  ///
  /// - Parameters:
  ///   - isWeights: whether the file must be a safetensors file
  ///   - limit: the largest size in bytes; nil is no limit
  ///   - hashIsKnown: whether the caller checks the hash
  /// - Throws: `HubError`, `FileError`
  func fetch(
    _ url: String, to path: String, isWeights: Bool, limit: Int?, hashIsKnown: Bool
  ) throws -> (found: Bool, headers: ResponseHeaders) {
    let part = path + ".part"
    let validatorFile = part + ".validator"
    var failures = 0
    while true {
      let validator = (try? readFile(validatorFile)).map { String(decoding: $0, as: UTF8.self) }
      if validator == nil && !hashIsKnown { try removeAll(part) }
      let had = fileSize(part) ?? 0
      if had > 0 { say("resuming \(fileName(path)) after \(had) bytes") }
      let answer = try run(url, part, validator, isWeights: isWeights, limit: limit)
      if let refusal = answer.refusal {
        try remove(part)
        throw refusal
      }
      let isWhole = answer.headers.status == 416 && had > 0 && answer.headers.size == had
      if answer.end == .code(0) || isWhole {
        try check(part, answer.headers, path)
        try move(part, to: path)
        try removeAll(validatorFile)
        return (true, answer.headers)
      }
      if answer.isMissing { return (false, answer.headers) }
      failures = (fileSize(part) ?? 0) > had ? 0 : failures + 1
      remember(answer, part)
      guard failures < Self.tries, try mayTryAgain(answer, part) else { throw failure(answer, url, part) }
      say("the connection broke: trying again")
      pause(seconds: failures)
    }
  }

  /// Saves the validator that a later request needs to check whether the part is still valid. If the disk is full it is
  /// not saved, and the next call starts again.
  private func remember(_ answer: Answer, _ part: String) {
    guard exists(part), let validator = answer.headers.validator, [200, 206].contains(answer.headers.status) else {
      return
    }
    try? writeFileDurably(part + ".validator", Array(validator.utf8))
  }

  private func remove(_ part: String) throws {
    for path in [part, part + ".validator"] { try removeAll(path) }
  }

  private func mayTryAgain(_ answer: Answer, _ part: String) throws -> Bool {
    guard case .code(let code) = answer.end else { return false }
    let status = answer.headers.status ?? 0
    if [Exit.rangeRefused, Exit.cannotResume].contains(code) || status == 416 {
      // The server has no ranges, or the file has changed: start again.
      try remove(part)
      return true
    }
    if code == Exit.httpError { return status == 429 || status >= 500 }
    return Exit.broken.contains(code) || (code == Exit.timeOut && status != 0)
  }

  private func failure(_ answer: Answer, _ url: String, _ part: String) -> HubError {
    let status = answer.headers.status ?? 0
    switch answer.end {
    case .notInstalled: return .missingProgram("curl", package: "curl")
    case .code(Exit.couldNotWrite), .signal(25): return .disk(path: part)  // 25: SIGXFSZ, a limit on file sizes
    case .signal, .stopped: return .interrupted(file: fileName(url))
    case .code(Exit.httpError) where status == 401 || status == 403:
      return .refused(url: url, status: status, hasToken: token != nil)
    case .code(let code):
      let text = String(decoding: (try? readFile(scratch + "/curl-errors.txt")) ?? [], as: UTF8.self)
      let last = text.split(separator: "\n").last.map(String.init) ?? "curl ended with code \(code)"
      return .unreachable(url: url, reason: last)
    }
  }

  private func run(
    _ url: String, _ part: String, _ validator: String?, isWeights: Bool, limit: Int?
  ) throws -> Answer {
    // By standard input: every user of the machine can see the arguments.
    var configuration = token.map { "oauth2-bearer = \"\($0)\"\n" } ?? ""
    if let validator, fileSize(part) ?? 0 > 0 {
      let quoted = validator.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      configuration += "header = \"If-Range: \(quoted)\"\n"
    }
    let headerFile = scratch + "/curl-headers.txt"
    try removeAll(headerFile)
    func headers() -> ResponseHeaders {
      ResponseHeaders(String(decoding: (try? readFile(headerFile)) ?? [], as: UTF8.self))
    }
    let guardian = Guardian(part: part, isWeights: isWeights, limit: limit)
    let end = try Subprocess(environment: environment.filter { $0.key != "HF_TOKEN" }).run(
      "curl",
      [
        "--location", "--max-redirs", "10", "--fail", "--connect-timeout", "5", "--speed-limit", "1000",
        "--speed-time", "60", "--proto", "=http,https", "--proto-redir",
        url.hasPrefix("https:") ? "=https" : "=http,https", "--globoff", "--continue-at", "-", "--dump-header",
        headerFile, "--output", part, "--silent", "--show-error", "--config", "-", "--url", url,
      ], input: Array(configuration.utf8), errors: scratch + "/curl-errors.txt"
    ) {
      // curl writes the headers only at its end. A body belongs to a successful answer (--fail).
      let continues = guardian.allows(announced: nil)
      if let received = fileSize(part) {
        progress(DownloadProgress(file: fileName(url), received: received, total: guardian.expected))
      }
      return continues
    }
    let last = headers()
    if end == .code(0), guardian.allows(announced: last.size), let received = fileSize(part) {
      progress(DownloadProgress(file: fileName(url), received: received, total: received))
    }
    return Answer(end: end, headers: last, refusal: guardian.refusal)
  }

  private func check(_ part: String, _ headers: ResponseHeaders, _ path: String) throws {
    if let size = headers.size, size != fileSize(part) {
      try remove(part)
      throw HubError.wrongContent(
        file: fileName(path), problem: "it has \(fileSize(part) ?? 0) bytes, the server announced \(size)")
    }
    guard let expected = headers.sha256 else { return }
    let found = try SHA256.hexadecimal(ofFile: part)
    if found != expected {
      try remove(part)
      throw HubError.wrongContent(
        file: fileName(path), problem: "the sha256 is \(found), the server announced \(expected)")
    }
  }
}

/// Watches a file during its download and stops a wrong one: no weights, or more bytes than expected.
private final class Guardian {
  private let part: String
  private let isWeights: Bool
  private let limit: Int?
  private let had: Int
  /// The size of the weights in bytes that their header states.
  private(set) var expected: Int?
  private(set) var refusal: HubError?

  init(part: String, isWeights: Bool, limit: Int?) {
    self.part = part
    self.isWeights = isWeights
    self.limit = limit
    had = fileSize(part) ?? 0
  }

  func allows(announced: Int?) -> Bool {
    // The part of an earlier attempt is not checked before the server confirms that it is still valid.
    guard let received = fileSize(part), received > had || announced != nil else { return true }
    do {
      if isWeights && expected == nil { expected = try WeightsFile.expectedSize(part) }
      if let most = [limit, expected, announced].compactMap({ $0 }).min(), received > most {
        throw HubError.wrongContent(
          file: String(fileName(part).dropLast(5)), problem: "the server sent more than the expected \(most) bytes")
      }
      if limit == nil && expected == nil && announced == nil && received > 200 << 20 {
        throw HubError.wrongContent(file: "model.safetensors", problem: "it has no safetensors header")
      }
    } catch let error as HubError { refusal = error } catch {}
    return refusal == nil
  }
}
