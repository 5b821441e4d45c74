// All calls of the C library in this module. Foundation would do as well, but loading it takes time at every start.
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// All bytes of a file, a pipe or a device.
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

/// Whether this path exists, readable or not.
func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// The value of an environment variable, or nil if it is not set or empty.
func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

private func systemMessage(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
