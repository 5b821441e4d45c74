import Glibc

/// Why a file or folder could not be read or written, in the system's words.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried: "read", "write" …
  public let action: String
  /// The file or folder.
  public let path: String
  /// The value of `errno`.
  public let code: Int32

  /// An error with the code that the last system call left.
  public init(_ action: String, _ path: String) { self.init(action, path, code: errno) }

  /// An error with the given code.
  public init(_ action: String, _ path: String, code: Int32) {
    self.action = action
    self.path = path
    self.code = code
  }

  /// What happened and what to do about it.
  public var description: String {
    let reason = unsafe String(cString: strerror(code))
    let advice =
      switch code {
      case ENOSPC, EDQUOT: " Free some room and run the command again; what was there before is whole."
      case EFBIG where action == "read": " It is larger than such a file can be: is it what its name says?"
      case EFBIG: " The limit on file sizes (ulimit -f) is too low; what was there before is whole."
      case EROFS: " Choose a place that you may write to."
      case EACCES, EPERM: action == "read" ? " You may not read it." : " Choose a place that you may write to."
      case ENOENT: " Is the name spelt right?"
      case EISDIR: " A file was expected."
      case ENOTDIR, EEXIST: " A folder was expected."
      default: ""
      }
    return "cannot \(action) \(path): \(reason).\(advice)"
  }
}

/// The bytes of a file.
///
/// - Parameter limit: throws `EFBIG` for a file with more bytes, before it fills the memory; nil is no limit.
public func readFile(_ path: String, limit: Int? = nil) throws(FileError) -> [UInt8] {
  var bytes: [UInt8] = []
  try readFile(path) { (piece) throws(FileError) in
    bytes += piece
    if let limit, bytes.count > limit { throw FileError("read", path, code: EFBIG) }
  }
  return bytes
}

/// Reads a file piece by piece.
public func readFile(_ path: String, _ body: (ArraySlice<UInt8>) throws(FileError) -> Void) throws(FileError) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError("read", path) }
  defer { close(descriptor) }
  // A small file needs no large buffer, which would take longer to clear than the file to read.
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

/// Whether something is there.
public func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// Why this process cannot write to a file or folder that exists; nil where it can.
public func obstacle(toWriting path: String) -> String? {
  unsafe access(path, W_OK) == 0 ? nil : String(cString: strerror(errno))
}

/// The folder that relative paths begin in.
public var currentFolder: String {
  guard let path = unsafe getcwd(nil, 0) else { return "." }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}

/// Whether a folder is there.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The names in a folder, sorted, without "." and "..".
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

/// Makes a folder and the folders above it where they are missing.
public func makeFolder(_ path: String) throws(FileError) {
  var above = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    above += part
    if !isFolder(above), unsafe mkdir(above, 0o755) != 0, errno != EEXIST { throw FileError("make the folder", above) }
    above += "/"
  }
  if !isFolder(path) { throw FileError("make the folder", path, code: ENOTDIR) }
}

/// Removes a file or a folder with all that is in it; nothing there is no error.
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
public func move(_ path: String, to target: String) throws(FileError) {
  if unsafe rename(path, target) != 0 { throw FileError("move", path) }
}

/// Lets nobody but the owner read a file.
public func restrict(_ path: String) { unsafe _ = chmod(path, 0o600) }
