import Base
import Glibc
import Testing

@Suite struct DurableFileTests {
  struct Stop: Error {}

  @Test func aFolderIsCreatedAndReplaced() throws {
    let folder = try TemporaryFolder()
    let target = folder.path + "/deep/er/best"
    try writeFolderDurably(target) {
      try writeFile($0 + "/a", [1])
      try makeFolder($0 + "/inner")
      try writeFile($0 + "/inner/b", [2])
    }
    try writeFolderDurably(target + "/") { try writeFile($0 + "/c", [3]) }
    #expect(try folderContents(target) == ["c"])
    #expect(try folderContents(folder.path + "/deep/er") == ["best"])
  }

  @Test func theOldFolderCanBeKept() throws {
    let folder = try TemporaryFolder()
    for number in UInt8(1)...3 {
      try writeFolderDurably(folder.path + "/last", keepingOldAs: folder.path + "/previous") {
        try writeFile($0 + "/a", [number])
      }
    }
    #expect(try readFile(folder.path + "/last/a") == [3])
    #expect(try readFile(folder.path + "/previous/a") == [2])
    #expect(try folderContents(folder.path).sorted() == ["last", "previous"])
  }

  /// The check value of the CRC catalogue; the checksum of pieces is that of the whole.
  @Test func checksums() throws {
    let folder = try TemporaryFolder()
    let digits = Array("123456789".utf8)
    var sum = Checksum()
    sum.update(digits[...])
    #expect(sum.hexadecimal == "e3069283")
    let long = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try writeFile(folder.path + "/long", long)
    var pieces = Checksum()
    for start in stride(from: 0, to: long.count, by: 777_777) {
      pieces.update(long[start..<min(long.count, start + 777_777)])
    }
    #expect(try Checksum(file: folder.path + "/long") == pieces)
    #expect(Checksum().hexadecimal == "00000000")
  }

  @Test func aFailedFillKeepsTheOldFolder() throws {
    let folder = try TemporaryFolder()
    let target = folder.path + "/best"
    try writeFolderDurably(target) { try writeFile($0 + "/a", [1]) }
    #expect(throws: Stop.self) {
      try writeFolderDurably(target) {
        try writeFile($0 + "/a", [9])
        throw Stop()
      }
    }
    #expect(try readFile(target + "/a") == [1])
    #expect(try folderContents(folder.path) == ["best"])
  }

  @Test func onlyLeftoversOfKilledProcessesAreRemoved() throws {
    let folder = try TemporaryFolder()
    // No process has a number this high (the kernel's limit is 2²²); process 1 always lives.
    for name in [".best.new-99999999", ".best.new-1", ".other.new-99999999", ".best.new-x"] {
      try makeFolder(folder.path + "/" + name)
    }
    try writeFolderDurably(folder.path + "/best") { try writeFile($0 + "/a", [1]) }
    #expect(try folderContents(folder.path) == [".best.new-1", ".best.new-x", ".other.new-99999999", "best"])
  }

  @Test func aRenamedOldFolderIsRestored() throws {
    let folder = try TemporaryFolder()
    try makeFolder(folder.path + "/.best.old")
    try writeFile(folder.path + "/.best.old/a", [1])
    #expect(throws: Stop.self) { try writeFolderDurably(folder.path + "/best") { _ in throw Stop() } }
    #expect(try readFile(folder.path + "/best/a") == [1])
    #expect(try folderContents(folder.path) == ["best"])
  }

  @Test func aLinkStaysALink() throws {
    let folder = try TemporaryFolder()
    try makeFolder(folder.path + "/disk/best")
    try #require(unsafe symlink("disk/best", folder.path + "/best") == 0)
    try writeFolderDurably(folder.path + "/best") { try writeFile($0 + "/a", [1]) }
    #expect(try readFile(folder.path + "/disk/best/a") == [1])
    #expect(try folderContents(folder.path) == ["best", "disk"])
    #expect(try folderContents(folder.path + "/disk") == ["best"])
    try writeFile(folder.path + "/disk/file", [1])
    try #require(unsafe symlink("disk/file", folder.path + "/file") == 0)
    try writeFileDurably(folder.path + "/file", [2])
    #expect(try readFile(folder.path + "/disk/file") == [2])
  }

  @Test func filesAndFoldersDoNotReplaceEachOther() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path + "/file", [1])
    try makeFolder(folder.path + "/folder")
    #expect(throws: FileError("write the folder", folder.path + "/file", code: ENOTDIR)) {
      try writeFolderDurably(folder.path + "/file") { _ in }
    }
    #expect(throws: FileError("write", folder.path + "/folder", code: EISDIR)) {
      try writeFileDurably(folder.path + "/folder", [1])
    }
    #expect(try readFile(folder.path + "/file") == [1])
  }

  @Test func aFileIsReplacedAtomically() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/file"
    try writeFileDurably(path, [1, 2, 3])
    try writeFileDurably(path, [4])
    #expect(try readFile(path) == [4])
    #expect(try folderContents(folder.path) == ["file"])
    #expect(throws: FileError.self) { try writeFileDurably(folder.path + "/none/file", [1]) }
    #expect(!exists(folder.path + "/none"))
  }

  @Test func pathsAreUsedAsWritten() async {
    // In a process of its own: the working folder is the whole process's.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      guard unsafe chdir(folder.path) == 0 else { finish(false) }
      try writeFileDurably("file", [1])
      try writeFolderDurably("./folder//") { try writeFile($0 + "/a", [1]) }
      let names = try folderContents(".")
      try removeAll(folder.path)
      finish(names == ["file", "folder"])
    }
  }

  @Test func aLimitOnFileSizesFailsOnlyTheWrite() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      try writeFileDurably(folder.path + "/file", [1])
      try writeFolderDurably(folder.path + "/best") { try writeFile($0 + "/a", [1]) }
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      guard unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0 else { finish(false) }
      let big = [UInt8](repeating: 7, count: 10_000)
      func code(_ write: () throws -> Void) -> Int32? {
        do { try write() } catch let error as FileError { return error.code } catch {}
        return nil
      }
      let codes = [
        code { try writeFileDurably(folder.path + "/file", big) },
        code { try writeFolderDurably(folder.path + "/best") { try writeFile($0 + "/a", big) } },
      ]
      let whole = try readFile(folder.path + "/file") == [1] && readFile(folder.path + "/best/a") == [1]
      let names = try folderContents(folder.path)
      try removeAll(folder.path)
      finish(codes == [EFBIG, EFBIG] && whole && names == ["best", "file"])
    }
  }

  @Test(.enabled(if: canMount, "cannot mount a small file system: needs root"))
  func aFullDiskLeavesWhatWasThere() throws {
    let folder = try TemporaryFolder()
    try #require(unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0)
    defer { unsafe _ = umount2(folder.path, 2 /* MNT_DETACH */) }
    let target = folder.path + "/best"
    try writeFolderDurably(target) { try writeFile($0 + "/a", [1]) }
    let error = #expect(throws: FileError.self) {
      try writeFolderDurably(target) { try writeFile($0 + "/a", [UInt8](repeating: 7, count: 200_000)) }
    }
    #expect(error?.code == ENOSPC)
    #expect(error?.description.contains("No space left on device. Free some space") == true)
    #expect(try readFile(target + "/a") == [1])
    #expect(try folderContents(folder.path) == ["best"])
  }

  @Test(.enabled(if: canMount, "cannot mount a read-only file system: needs root"))
  func aReadOnlyPlaceIsNamed() throws {
    let folder = try TemporaryFolder()
    try #require(unsafe mount("tmpfs", folder.path, "tmpfs", UInt(1) /* MS_RDONLY */, "size=64k") == 0)
    defer { unsafe _ = umount2(folder.path, 2 /* MNT_DETACH */) }
    let error = #expect(throws: FileError.self) {
      try writeFolderDurably(folder.path + "/best") { try writeFile($0 + "/a", [1]) }
    }
    #expect(error?.code == EROFS)
    #expect(error?.description.contains("Choose a folder that you may write to.") == true)
    #expect(throws: FileError.self) { try writeFileDurably(folder.path + "/file", [1]) }
    #expect(throws: FileError.self) { try FolderLock(folder: folder.path) }
  }

  /// Whether this process may mount: root in a container may not, so it is tried once.
  static let canMount: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    guard unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=16k") == 0 else { return false }
    return unsafe umount(folder.path) == 0
  }()

  @Test func readErrorsHaveAReason() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError("read", folder.path + "/none", code: ENOENT)) { try readFile(folder.path + "/none") }
    #expect(throws: FileError("read", folder.path, code: EISDIR)) { try readFile(folder.path) }
    #expect(
      FileError("read", "x", code: ENOENT).description
        == "cannot read x: No such file or directory. Check the name.")
    let big = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try writeFile(folder.path + "/big", big)
    #expect(try readFile(folder.path + "/big") == big)
  }
}
