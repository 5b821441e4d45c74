import Glibc

/// The size of a file in bytes, or nil if there is no regular file.
public func fileSize(_ path: String) -> Int? {
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}

/// The first `count` bytes of a file, or all if it is shorter.
public func readPrefix(_ path: String, count: Int) throws(FileError) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError("read", path) }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: min(count, fileSize(path) ?? count))
  var filled = 0
  while filled < bytes.count {
    let wanted = bytes.count - filled
    let read = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress! + filled, wanted) }
    if read < 0 && errno == EINTR { continue }
    if read < 0 { throw FileError("read", path) }
    if read == 0 { break }
    filled += read
  }
  return Array(bytes[..<filled])
}
