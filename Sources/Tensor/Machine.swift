internal import CKernels

/// What this process runs on: the kernels it chose and the library behind its matrix products.
public enum Machine {
  /// The instruction set that our own kernels use.
  public static var kernels: String {
    switch UInt32(ck_level()) {
    case ck_avx512.rawValue: "AVX-512"
    case ck_avx2.rawValue: "AVX2"
    default: "portable"
    }
  }

  /// The kernels that OpenBLAS runs, such as "SkylakeX", or nil where OpenBLAS is not installed.
  public static var blasCore: String? { OpenBLAS.shared?.core }

  /// OpenBLAS's version and build options, or nil where it is not installed.
  public static var blasConfiguration: String? { OpenBLAS.shared?.configuration }

  /// Levels of our own kernels that this CPU offers, the slowest first.
  package static var offeredLevels: [Int] { Array(0...Int(ck_best_level())) }

  /// Runs `body` with our own kernels at another level, for tests.
  package static func withLevel<Result>(_ level: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = ck_level()
    ck_select_level(Int32(level))
    defer { ck_select_level(before) }
    return try body()
  }
}
