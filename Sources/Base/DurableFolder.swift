internal import CSystem
import Glibc

/// Puts a whole new folder where an old one may be: at every moment the old or the new one is there, complete.
///
/// The files are made in a temporary folder beside the target, flushed to the disk, and exchanged with the target in one
/// step. If `fill` throws, or the disk is full, the temporary folder is removed and the old one stays.
///
/// - Parameter fill: makes files, but no folders, in the folder whose path it gets
public func writeFolderDurably(_ path: String, _ fill: (_ temporary: String) throws -> Void) throws {
  let (parent, name) = splitPath(path)
  try makeFolder(parent)
  // What killed processes left behind; the run folder's lock keeps other living writers away.
  for leftover in try folderContents(parent) where leftover.hasPrefix("." + name + ".new-") {
    try removeAll(parent + "/" + leftover)
  }
  let temporary = "\(parent)/.\(name).new-\(getpid())"
  do {
    try makeFolder(temporary)
    try fill(temporary)
    for file in try folderContents(temporary) { try flush(temporary + "/" + file) }
    try flush(temporary)
    try putInPlace(temporary, path)
    try flush(parent)
  } catch {
    try? removeAll(temporary)
    throw error
  }
}

/// Writes a file so that at every moment the old or the new one is there, complete.
public func writeFileDurably(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  let (parent, name) = splitPath(path)
  let temporary = "\(parent)/.\(name).new-\(getpid())"
  do throws(FileError) {
    try writeFile(temporary, bytes)
    try flush(temporary)
    if unsafe rename(temporary, path) != 0 { throw FileError("write", path) }
    try flush(parent)
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

private func unlinkQuietly(_ path: String) { unsafe _ = unlink(path) }

private func putInPlace(_ new: String, _ path: String) throws(FileError) {
  if !exists(path) {
    if unsafe rename(new, path) != 0 { throw FileError("write", path) }
    return
  }
  if unsafe cs_exchange(new, path) == 0 {
    try removeAll(new)
    return
  }
  // A file system without exchange: two renames, the old folder kept aside between them.
  let old = new + "-old"
  if unsafe rename(path, old) != 0 { throw FileError("write", path) }
  if unsafe rename(new, path) != 0 {
    let error = FileError("write", path)
    unsafe _ = rename(old, path)
    throw error
  }
  try removeAll(old)
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
  let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  guard let slash = trimmed.lastIndex(of: "/") else { return (".", trimmed) }
  let parent = trimmed[..<slash]
  return (parent.isEmpty ? "/" : String(parent), String(trimmed[trimmed.index(after: slash)...]))
}
