/// The facts about a file in the headers of an answer and of the redirects before it.
package struct ResponseHeaders {
  /// The status of the last answer.
  package private(set) var status: Int?
  /// The SHA-256 of the file, if the server states it.
  package private(set) var sha256: String?
  /// The commit of the revision.
  package private(set) var commit: String?
  /// The error code of the hub.
  package private(set) var errorCode: String?
  /// The validator with which a later request checks that the file has not changed (RFC 9110, If-Range).
  package private(set) var validator: String?
  /// The size of the whole file in bytes.
  package private(set) var size: Int?

  /// Parses the output of curl's `--dump-header`: one block for each answer.
  package init(_ text: String) {
    var wasRedirected = false
    var linkedSize: Int?
    var tag: String?
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") {
        if let status, (300..<400).contains(status) { wasRedirected = true }
        status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        (size, validator, tag) = (nil, nil, nil)
        continue
      }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      switch line[..<colon].lowercased() {
      case "x-linked-etag": sha256 = hash(value) ?? sha256
      case "x-linked-size": linkedSize = length(value)
      case "x-repo-commit": if value.utf8.count == 40, value.allSatisfy(\.isHexDigit) { commit = String(value) }
      case "x-error-code": errorCode = String(value)
      case "etag":
        tag = hash(value)
        if value.hasPrefix("\"") { validator = String(value) }
      case "last-modified": validator = validator ?? String(value)
      case "content-length": if status != 206 { size = size ?? length(value) }
      case "content-range": size = value.split(separator: "/").last.flatMap { length($0) }
      case "content-encoding": size = nil
      default: break
      }
    }
    // After a redirect, a file store uses tags of its own, which may look like a SHA-256 but are not.
    if sha256 == nil, !wasRedirected { sha256 = tag }
    if let linkedSize, wasRedirected { size = size ?? linkedSize }
  }
}

/// A number of bytes: only digits, and not larger than any disk.
private func length(_ value: some StringProtocol) -> Int? {
  guard value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
  return Int(value).flatMap { $0 <= 1 << 60 ? $0 : nil }
}

/// The digits of a quoted SHA-256, or nil for other values (small files have other hashes).
private func hash(_ value: some StringProtocol) -> String? {
  let digits = value.lowercased().filter { $0 != "\"" && !$0.isWhitespace }
  return digits.utf8.count == 64 && digits.allSatisfy(\.isHexDigit) ? digits : nil
}
