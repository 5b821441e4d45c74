import Glibc

/// Why a file or folder could not be read or written, with the message of the system.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The action that failed: "read", "write" …
  public let action: String
  /// The file or folder.
  public let path: String
  /// The value of `errno`.
  public let code: Int32

  /// An error with the code of the last system call.
  public init(_ action: String, _ path: String) { self.init(action, path, code: errno) }

  /// An error with the given code.
  public init(_ action: String, _ path: String, code: Int32) {
    self.action = action
    self.path = path
    self.code = code
  }

  /// What happened and what to do.
  public var description: String {
    let reason = unsafe String(cString: strerror(code))
    let advice =
      switch code {
      case ENOSPC, EDQUOT: " Free some space and run the command again. The old file is intact."
      case EFBIG where action == "read": " It is larger than such a file can be. Check that it is the right file."
      case EFBIG: " The limit on file sizes (ulimit -f) is too low. The old file is intact."
      case EROFS: " Choose a folder that you may write to."
      case EACCES, EPERM: action == "read" ? " Reading it is not allowed." : " Choose a folder that you may write to."
      case ENOENT: " Check the name."
      case EISDIR: " A file was expected."
      case ENOTDIR, EEXIST: " A folder was expected."
      default: ""
      }
    return "cannot \(action) \(path): \(reason).\(advice)"
  }
}

/// The bytes of a file.
///
/// - Parameter limit: the largest size in bytes; nil is no limit
/// - Throws: `FileError`, with the code `EFBIG` for a file that is larger than `limit`
public func readFile(_ path: String, limit: Int? = nil) throws(FileError) -> [UInt8] {
  var bytes: [UInt8] = []
  try readFile(path) { (piece) throws(FileError) in
    bytes += piece
    if let limit, bytes.count > limit { throw FileError("read", path, code: EFBIG) }
  }
  return bytes
}

/// Calls `body` with the pieces of a file in order.
///
/// - Throws: `FileError`, or the error of `body`
public func readFile(_ path: String, _ body: (ArraySlice<UInt8>) throws(FileError) -> Void) throws(FileError) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError("read", path) }
  defer { close(descriptor) }
  // A small buffer for a small file: clearing a large one would take longer than reading the file.
  var status = stat()
  let size = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  var buffer = [UInt8](repeating: 0, count: max(1 << 14, min(size, 1 << 20) + 1))
  while true {
    let count = unsafe read(descriptor, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    if count < 0 { throw FileError("read", path) }
    if count == 0 { return }
    try body(buffer[..<count])
  }
}

/// Whether a file or folder exists.
public func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// Why this process cannot write to an existing file or folder; nil if it can.
public func obstacle(toWriting path: String) -> String? {
  unsafe access(path, W_OK) == 0 ? nil : String(cString: strerror(errno))
}

/// The working folder, in which relative paths start.
public var currentFolder: String {
  guard let path = unsafe getcwd(nil, 0) else { return "." }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}

/// Whether a path is a folder.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The names in a folder, sorted, without "." and "..".
///
/// - Throws: `FileError`
public func folderContents(_ path: String) throws(FileError) -> [String] {
  guard let folder = unsafe opendir(path) else { throw FileError("read", path) }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while let entry = unsafe readdir(folder) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// Creates a folder and its parent folders if they do not exist.
///
/// - Throws: `FileError`
public func makeFolder(_ path: String) throws(FileError) {
  var above = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    above += part
    if !isFolder(above), unsafe mkdir(above, 0o755) != 0, errno != EEXIST { throw FileError("make the folder", above) }
    above += "/"
  }
  if !isFolder(path) { throw FileError("make the folder", path, code: ENOTDIR) }
}

/// Removes a file, or a folder with its contents. A path that does not exist is no error.
///
/// - Throws: `FileError`
public func removeAll(_ path: String) throws(FileError) {
  var status = stat()
  if unsafe lstat(path, &status) != 0 { return }
  if status.st_mode & S_IFMT == S_IFDIR {
    for name in try folderContents(path) { try removeAll(path + "/" + name) }
    if unsafe rmdir(path) != 0 { throw FileError("remove", path) }
  } else if unsafe unlink(path) != 0 {
    throw FileError("remove", path)
  }
}

/// Renames a file or folder within one file system.
///
/// - Throws: `FileError`
public func move(_ path: String, to target: String) throws(FileError) {
  if unsafe rename(path, target) != 0 { throw FileError("move", path) }
}

/// Makes a file readable by its owner only.
public func restrict(_ path: String) { unsafe _ = chmod(path, 0o600) }
