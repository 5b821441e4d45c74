import Base
import Glibc
import Testing

@Suite struct FolderLockTests {
  @Test func theErrorNamesTheOwner() throws {
    let folder = try TemporaryFolder()
    let lock = try FolderLock(folder: folder.path)
    withExtendedLifetime(lock) {
      let held = #expect(throws: FolderLock.Held.self) { try FolderLock(folder: folder.path) }
      #expect(held?.owner == String(getpid()))
      #expect(held?.description.contains("is in use by process \(getpid())") == true)
    }
  }

  @Test func theLockEndsWithItsOwner() throws {
    let folder = try TemporaryFolder()
    do { _ = try FolderLock(folder: folder.path) }
    _ = try FolderLock(folder: folder.path)
    // What a killed owner leaves is a file, not a lock.
    try writeFile(folder.path + "/.lock", Array("123456789".utf8))
    _ = try FolderLock(folder: folder.path)
    #expect(try folder.text(".lock") == String(getpid()))
  }

  @Test func aMissingFolderIsAnError() {
    #expect(throws: FileError.self) { try FolderLock(folder: "/tmp/attune-no-such-folder") }
  }
}
