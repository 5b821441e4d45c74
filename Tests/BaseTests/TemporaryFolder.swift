import Base
import Glibc

/// A temporary folder for one test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = "/tmp/attune-base-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try makeFolder(path)
  }

  deinit { try? removeAll(path) }

  func text(_ name: String) throws -> String { String(decoding: try readFile(path + "/" + name), as: UTF8.self) }
}

/// The last statement of a child process: exits with a code that the test expects.
func finish(_ succeeded: Bool) -> Never { exit(succeeded ? 0 : 3) }
