import Glibc

/// The lock of a folder: one process at a time may write there. The lock ends with the process at the latest.
public final class FolderLock {
  private let descriptor: Int32

  /// Another process has the lock.
  public struct Held: Error, CustomStringConvertible {
    /// The folder.
    public let folder: String
    /// The id of the process that has the lock.
    public let owner: String

    /// The process that has the lock, and what to do.
    public var description: String {
      "\(folder) is in use by process \(owner): wait for it, stop it, or choose another folder with --output"
    }
  }

  /// Locks an existing folder.
  ///
  /// - Throws: `Held` if another process has the lock, `FileError` if the lock file cannot be created.
  public init(folder: String) throws {
    let path = folder + "/.lock"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw FileError("write", path) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let error = FileError("lock", path)
      close(descriptor)
      guard error.code == EWOULDBLOCK else { throw error }
      let owner = (try? readFile(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      throw Held(folder: folder, owner: owner.isEmpty ? "unknown" : owner)
    }
    let text = Array(String(getpid()).utf8)
    ftruncate(descriptor, 0)
    unsafe _ = write(descriptor, text, text.count)
  }

  deinit {
    // A forked child that has not started its program yet has the descriptor too, and would keep the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
