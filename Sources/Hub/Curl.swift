internal import Base

/// Downloads by the program `curl`: resumed where they stopped, redirected without showing the token to other hosts,
/// and known by their hash where the server tells it.
struct Curl {
  let environment: [String: String]
  let token: String?
  /// A folder for curl's own files.
  let scratch: String
  let progress: (DownloadProgress) -> Void
  let say: (String) -> Void

  /// How often a file is asked for when nothing more of it comes.
  private static let tries = 3

  /// curl's exit codes that are looked at one by one.
  private enum Exit {
    static let httpError: Int32 = 22
    static let couldNotWrite: Int32 = 23
    static let timeOut: Int32 = 28
    static let rangeRefused: Int32 = 33
    static let cannotResume: Int32 = 36
    static let fileTooLong: Int32 = 63
    /// The connection broke: part of a file, no answer, nothing sent, nothing received, a broken stream.
    static let broken: Set<Int32> = [18, 52, 55, 56, 92]
  }

  private struct Answer {
    let end: Subprocess.End
    let headers: ResponseHeaders
    /// Why the download was stopped by ourselves.
    let refusal: HubError?
    var isMissing: Bool { end == .code(Exit.httpError) && headers.status == 404 }
  }

  /// Fetches a file, or finds that there is none (404).
  ///
  /// What has come already is kept in `<path>.part` when the connection breaks, and the next call goes on from there:
  /// where the server says that the file is still the same, or where the hash will tell.
  ///
  /// - Parameter limit: the most bytes that are taken when neither the server nor the file itself tells its size
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
      if had > 0 { say("going on with \(name(path)) after \(had) bytes") }
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

  /// Keeps what a later request needs to know whether the part still fits. Where the disk is full it is not kept, and
  /// the next call begins again.
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
      // A server without ranges, or another file than the one that was begun: from the beginning.
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
    case .signal, .stopped: return .interrupted(file: name(url))
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
    // Through standard input, not the arguments, which every user of the machine can see.
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
      // curl writes the headers down at its end only; a body that comes is of a good answer (--fail).
      let goesOn = guardian.allows(announced: nil)
      if let received = fileSize(part) {
        progress(DownloadProgress(file: name(url), received: received, total: guardian.expected))
      }
      return goesOn
    }
    let last = headers()
    if end == .code(0), guardian.allows(announced: last.size), let received = fileSize(part) {
      progress(DownloadProgress(file: name(url), received: received, total: received))
    }
    return Answer(end: end, headers: last, refusal: guardian.refusal)
  }

  private func check(_ part: String, _ headers: ResponseHeaders, _ path: String) throws {
    if let size = headers.size, size != fileSize(part) {
      try remove(part)
      throw HubError.wrongContent(
        file: name(path), problem: "it has \(fileSize(part) ?? 0) bytes, the server announced \(size)")
    }
    guard let expected = headers.sha256 else { return }
    let found = try SHA256.hexadecimal(ofFile: part)
    if found != expected {
      try remove(part)
      throw HubError.wrongContent(
        file: name(path), problem: "the sha256 is \(found), the server announced \(expected)")
    }
  }
}

/// Watches a file while it comes, and ends the download of one that cannot be right: no weights, or without an end.
private final class Guardian {
  private let part: String
  private let isWeights: Bool
  private let limit: Int?
  private let had: Int
  /// The size that the weights have by their own header, or by what is known of the model.
  private(set) var expected: Int?
  private(set) var refusal: HubError?

  init(part: String, isWeights: Bool, limit: Int?) {
    self.part = part
    self.isWeights = isWeights
    self.limit = limit
    had = fileSize(part) ?? 0
  }

  func allows(announced: Int?) -> Bool {
    // What an earlier try left is not judged before the server has said that it still fits.
    guard let received = fileSize(part), received > had || announced != nil else { return true }
    do {
      if isWeights && expected == nil { expected = try WeightsFile.expectedSize(part) }
      if let most = [limit, expected, announced].compactMap({ $0 }).min(), received > most {
        throw HubError.wrongContent(
          file: String(name(part).dropLast(5)), problem: "more than the \(most) bytes that it must have came")
      }
      if limit == nil && expected == nil && announced == nil && received > 200 << 20 {
        throw HubError.wrongContent(file: "model.safetensors", problem: "no safetensors header came")
      }
    } catch let error as HubError { refusal = error } catch {}
    return refusal == nil
  }
}
