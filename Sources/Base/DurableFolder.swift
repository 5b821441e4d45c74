internal import CSystem
import Glibc

/// Writes a folder so that the old or the new one exists at every moment, complete.
///
/// The files are written to a temporary folder next to the target, flushed to the disk, and exchanged with the target
/// in one step. If `fill` throws, or the disk is full, the temporary folder is removed and the old folder stays. Only
/// one process may write to a path at a time. The leftovers of killed writers are removed. If the target is a symbolic
/// link, it stays one, and the folder that it points to is replaced.
///
/// Some file systems cannot exchange two folders. There, a writer that is killed between two renames leaves the old
/// folder under another name, and `recoverFolder` moves it back.
///
/// - Parameters:
///   - kept: a path on the same file system for the old folder, which replaces what is there; nil removes the old
///     folder
///   - fill: writes files and folders into the folder with the given path
/// - Throws: `FileError`, or the error of `fill`.
public func writeFolderDurably(
  _ path: String, keepingOldAs kept: String? = nil, _ fill: (_ temporary: String) throws -> Void
) throws {
  try makeFolder(splitPath(path).parent)
  let place = try Place(path)
  if exists(place.path) && !isFolder(place.path) { throw FileError("write the folder", path, code: ENOTDIR) }
  try place.removeLeftovers()
  let temporary = place.temporary
  do {
    try makeFolder(temporary)
    try fill(temporary)
    try flushAll(temporary)
    try putInPlace(temporary, place, keepingOldAs: kept)
    try flush(place.parent)
  } catch {
    try? removeAll(temporary)
    throw error
  }
}

/// Removes the leftovers of killed writers of a folder. If one of them left the old folder under another name, moves it
/// back.
public func recoverFolder(_ path: String) throws(FileError) {
  if isFolder(splitPath(path).parent) { try Place(path).removeLeftovers() }
}

/// Writes a file so that the old or the new one exists at every moment, complete. The parent folder must exist.
public func writeFileDurably(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  let place = try Place(path)
  if isFolder(place.path) { throw FileError("write", path, code: EISDIR) }
  try place.removeLeftovers()
  let temporary = place.temporary
  do throws(FileError) {
    try writeFile(temporary, bytes)
    try flush(temporary)
    if unsafe rename(temporary, place.path) != 0 { throw FileError("write", path) }
    try flush(place.parent)
  } catch {
    unlinkQuietly(temporary)
    throw error
  }
}

/// Writes a file; an existing one is overwritten.
public func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  if descriptor < 0 { throw FileError("write", path) }
  defer { close(descriptor) }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    if count < 0 { throw FileError("write", path) }
    rest = rest.dropFirst(count)
  }
}

/// The target of a write with links resolved, and the hidden names next to it that are used meanwhile.
private struct Place {
  let parent: String
  let name: String

  init(_ path: String) throws(FileError) {
    if let real = realPath(path) {
      (parent, name) = splitPath(real)
      return
    }
    let (above, last) = splitPath(path)
    if last.isEmpty || last == "." || last == ".." { throw FileError("write", path, code: EINVAL) }
    guard let real = realPath(above) else { throw FileError("write", path) }
    parent = real
    name = last
  }

  private var prefix: String { parent == "/" ? "/" : parent + "/" }
  var path: String { prefix + name }
  /// Written first, then renamed.
  var temporary: String { "\(prefix).\(name).new-\(getpid())" }
  /// The old folder during two renames, if the file system cannot exchange two folders.
  var aside: String { "\(prefix).\(name).old" }

  /// Removes the leftovers of killed writers, but not the files of running ones.
  func removeLeftovers() throws(FileError) {
    if exists(aside) {
      // A writer was killed between the two renames of `putInPlace`: the old folder is the only complete one.
      if exists(path) { try removeAll(aside) } else { try move(aside, to: path) }
    }
    let start = ".\(name).new-"
    for leftover in try folderContents(parent) where leftover.hasPrefix(start) {
      guard let process = pid_t(leftover.dropFirst(start.count)), process > 0 else { continue }
      if process != getpid() && (kill(process, 0) == 0 || errno == EPERM) { continue }
      try removeAll(prefix + leftover)
    }
  }
}

private func unlinkQuietly(_ path: String) { unsafe _ = unlink(path) }

/// A path without links and dots, or nil if it does not exist.
public func realPath(_ path: String) -> String? {
  guard let real = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(real) }
  return unsafe String(cString: real)
}

private func putInPlace(_ new: String, _ place: Place, keepingOldAs kept: String?) throws(FileError) {
  func dispose(_ old: String) throws(FileError) {
    guard let kept else { return try removeAll(old) }
    try removeAll(kept)
    try move(old, to: kept)
  }
  if !exists(place.path) {
    if unsafe rename(new, place.path) != 0 { throw FileError("write", place.path) }
    return
  }
  if unsafe cs_exchange(new, place.path) == 0 {
    try dispose(new)
    return
  }
  guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else { throw FileError("write", place.path) }
  // The file system has no exchange: two renames, with the old folder under another name between them.
  if unsafe rename(place.path, place.aside) != 0 { throw FileError("write", place.path) }
  if unsafe rename(new, place.path) != 0 {
    let error = FileError("write", place.path)
    unsafe _ = rename(place.aside, place.path)
    throw error
  }
  try dispose(place.aside)
}

/// Flushes a folder and its contents to the disk.
private func flushAll(_ folder: String) throws(FileError) {
  for name in try folderContents(folder) {
    let path = folder + "/" + name
    var status = stat()
    if unsafe lstat(path, &status) != 0 { throw FileError("write", path) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: try flushAll(path)
    case S_IFREG: try flush(path)
    default: break  // A link is part of its folder, which is flushed.
    }
  }
  try flush(folder)
}

private func flush(_ path: String) throws(FileError) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError("write", path) }
  defer { close(descriptor) }
  // Some file systems cannot flush a folder and do not need it.
  if fsync(descriptor) != 0 && errno != EINVAL { throw FileError("write", path) }
}
