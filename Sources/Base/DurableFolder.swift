internal import CSystem
import Glibc

/// Puts a whole new folder where an old one may be: at every moment the old or the new one is there, complete. Where the file
/// system cannot exchange two folders, a writer killed at the wrong moment leaves the old one aside, and `recoverFolder` puts it back.
///
/// The files are made in a temporary folder beside the target, flushed to the disk, and exchanged with the target in one
/// step. If `fill` throws, or the disk is full, the temporary folder is removed and the old one stays. One writer of a
/// path at a time; what killed writers left behind is removed. A target that is a link stays one: what it points to is
/// replaced.
///
/// - Parameters:
///   - kept: where the old folder goes, in place of what is there; nil removes it. On the same file system.
///   - fill: makes files and folders in the folder whose path it gets
/// - Throws: `FileError`, or what `fill` throws.
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

/// Removes what killed writers of a folder left behind; an old folder that one of them had put aside for a moment, where the file
/// system cannot exchange two folders, takes its place again.
public func recoverFolder(_ path: String) throws(FileError) {
  if isFolder(splitPath(path).parent) { try Place(path).removeLeftovers() }
}

/// Writes a file so that at every moment the old or the new one is there, complete. The folder above must be there.
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

/// Writes a new file, or over an old one.
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

/// Where something is put, with links resolved, and the hidden names beside it that writing takes.
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
  /// Made here first.
  var temporary: String { "\(prefix).\(name).new-\(getpid())" }
  /// The old folder while the new one is put in its place, where the file system cannot exchange two folders.
  var aside: String { "\(prefix).\(name).old" }

  /// Removes what killed writers left behind; the work of living ones stays.
  func removeLeftovers() throws(FileError) {
    if exists(aside) {
      // A writer was killed between the two renames of `putInPlace`: the old folder is the only whole one.
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

/// A path without links and dots, or nil where nothing is there.
private func realPath(_ path: String) -> String? {
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
  // A file system without exchange: two renames, the old folder kept aside between them.
  if unsafe rename(place.path, place.aside) != 0 { throw FileError("write", place.path) }
  if unsafe rename(new, place.path) != 0 {
    let error = FileError("write", place.path)
    unsafe _ = rename(place.aside, place.path)
    throw error
  }
  try dispose(place.aside)
}

/// Flushes a folder with all that is in it to the disk.
private func flushAll(_ folder: String) throws(FileError) {
  for name in try folderContents(folder) {
    let path = folder + "/" + name
    var status = stat()
    if unsafe lstat(path, &status) != 0 { throw FileError("write", path) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: try flushAll(path)
    case S_IFREG: try flush(path)
    default: break  // A link lives in its folder, which is flushed.
    }
  }
  try flush(folder)
}

private func flush(_ path: String) throws(FileError) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError("write", path) }
  defer { close(descriptor) }
  // Some file systems cannot flush a folder; they have nothing to flush then.
  if fsync(descriptor) != 0 && errno != EINVAL { throw FileError("write", path) }
}

/// The folder above a path, and the last part.
func splitPath(_ path: String) -> (parent: String, name: String) {
  var trimmed = path[...]
  while trimmed.utf8.count > 1 && trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
  guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
  let parent = trimmed[..<slash]
  return (parent.isEmpty ? "/" : String(parent), String(trimmed[trimmed.index(after: slash)...]))
}
