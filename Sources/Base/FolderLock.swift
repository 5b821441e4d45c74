import Glibc

/// The right to write in a run folder: one process at a time, and never longer than that process lives.
public final class FolderLock {
  private let descriptor: Int32

  /// The folder is in use.
  public struct Held: Error, CustomStringConvertible {
    /// The folder.
    public let folder: String
    /// The process that has it, as it wrote itself down.
    public let owner: String

    /// Who has it and what to do.
    public var description: String {
      "\(folder) is in use by process \(owner): wait for it, stop it, or choose another folder with --output"
    }
  }

  /// Takes the lock of a folder that exists.
  ///
  /// - Throws: `Held` where another process has it, `FileError` where the lock file cannot be made.
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
    // A child that was forked and has not begun its program yet has the descriptor as well, and would keep the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
