// The module's only calls of the C library. Foundation is not needed for them, and loading it would cost start-up time.
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The bytes of a file, a pipe or a device, read to its end.
func readFile(_ path: String) throws(DatasetError) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw .unreadable(path: path, reason: systemMessage(errno)) }
  defer { close(file) }
  var bytes: [UInt8] = []
  var status = stat()
  if unsafe fstat(file, &status) == 0, status.st_size > 0 { bytes.reserveCapacity(Int(status.st_size)) }
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe read(file, &chunk, chunk.count)
    if count == 0 { return bytes }
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
    } else if errno != EINTR {
      throw .unreadable(path: path, reason: systemMessage(errno))
    }
  }
}

/// Whether there is something at this path, readable or not.
func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// The value of an environment variable, or nil where it is unset or empty.
func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

private func systemMessage(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
