import Glibc

/// A new file that tensors and bytes are appended to.
@safe public final class FileSink {
  private let path: String
  private let descriptor: Int32
  private var isOpen = true

  /// Creates the file, or empties it; with `appending` keeps its content.
  public init(path: String, appending: Bool = false) throws(SystemError) {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | (appending ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw SystemError(path: path, code: errno) }
  }

  deinit { if isOpen { close(descriptor) } }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    try unsafe bytes.span.bytes.withUnsafeBytes { buffer throws(SystemError) in
      try unsafe write(buffer.baseAddress, count: buffer.count)
    }
  }

  /// Appends a tensor's values, little endian.
  public func write(_ tensor: Tensor) throws(SystemError) {
    try unsafe write(UnsafeRawPointer(tensor.pointer), count: tensor.count * 4)
  }

  private func write(_ start: UnsafeRawPointer?, count: Int) throws(SystemError) {
    var done = 0
    while done < count, let start = unsafe start {
      let written = unsafe Glibc.write(descriptor, start + done, count - done)
      if written < 0 {
        if errno == EINTR { continue }
        throw SystemError(path: path, code: errno)
      }
      done += written
    }
  }

  /// Writes what the system still buffers to the disk.
  public func flush() throws(SystemError) {
    // A pipe, for example, cannot be flushed.
    if fsync(descriptor) != 0 && errno != EINVAL { throw SystemError(path: path, code: errno) }
  }

  /// Closes the file; a full disk may be reported only here.
  public func finish() throws(SystemError) {
    isOpen = false
    if close(descriptor) != 0 { throw SystemError(path: path, code: errno) }
  }
}
