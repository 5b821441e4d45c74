internal import CKernels
import Glibc

/// What this process runs on: the machine's memory and the kernels that its CPU allows.
public enum Machine {
  /// The instruction set that Attune's kernels use.
  public static var kernels: String {
    switch UInt32(ck_level()) {
    case ck_avx512.rawValue: "AVX-512"
    case ck_avx2.rawValue: "AVX2"
    default: "portable"
    }
  }

  /// Bytes of memory that the machine has.
  public static var memory: Int { Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) }

  /// Levels of Attune's kernels that this CPU offers, the slowest first.
  package static var offeredLevels: [Int] { Array(0...Int(ck_best_level())) }

  /// Runs `body` with Attune's kernels at another level, for tests: on the calling thread alone, so that what runs
  /// beside it keeps its level.
  package static func withLevel<Result>(_ level: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = ck_chosen_level()
    let isOffered = ck_choose_level(Int32(level)) == 0
    precondition(isOffered, "this CPU does not offer level \(level)")
    defer { _ = ck_choose_level(before) }
    return try body()
  }

  /// Whether the calling thread is inside `withLevel`.
  static var hasChosenLevel: Bool { ck_chosen_level() >= 0 }
}
