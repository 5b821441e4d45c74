internal import CKernels
internal import COpenBLAS
import Glibc

/// OpenBLAS, opened at the first product rather than when the program starts.
///
/// OpenBLAS chooses its kernels and starts its threads in a constructor that runs while it is loaded. We open it at run
/// time, so that we can first set which kernels it uses (Debian 12's 0.3.21 does not know newer CPUs and takes
/// Haswell's there, at 0.6 of the speed) and that it starts no threads. Commands that multiply nothing also start
/// faster.
@safe struct OpenBLAS: Sendable {
  typealias SGEMM =
    @convention(c) (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint, Float, UnsafePointer<Float>?, blasint,
      UnsafePointer<Float>?, blasint, Float, UnsafeMutablePointer<Float>?, blasint
    ) -> Void
  private typealias Text = @convention(c) () -> UnsafeMutablePointer<CChar>?
  private typealias SetThreads = @convention(c) (CInt) -> Void

  let sgemm: SGEMM
  /// The kernels that OpenBLAS chose, such as "SkylakeX".
  let core: String
  /// Its version and build options.
  let configuration: String

  /// The library, or nil where it is not installed; products then run on Attune's own, slower kernel.
  static let shared = OpenBLAS()

  private init?() {
    // What the user set stays; what we set is unset again, so that child processes do not see it.
    var ours = [("OPENBLAS_NUM_THREADS", "1")]
    if UInt32(ck_best_level()) == ck_avx512.rawValue { ours.append(("OPENBLAS_CORETYPE", "SkylakeX")) }
    let added = ours.filter { unsafe getenv($0.0) == nil }
    for (name, value) in added { unsafe setenv(name, value, 1) }
    defer { for (name, _) in added { unsafe unsetenv(name) } }
    guard let library = unsafe dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
      let product = unsafe dlsym(library, "cblas_sgemm")
    else { return nil }
    unsafe sgemm = unsafe unsafeBitCast(product, to: SGEMM.self)
    if let setThreads = unsafe dlsym(library, "openblas_set_num_threads") {
      unsafe unsafeBitCast(unsafe setThreads, to: SetThreads.self)(1)
    }
    func text(_ symbol: String) -> String {
      guard let function = unsafe dlsym(library, symbol) else { return "unknown" }
      guard let characters = unsafe unsafeBitCast(function, to: Text.self)() else { return "unknown" }
      return unsafe String(cString: characters)
    }
    core = text("openblas_get_corename")
    configuration = text("openblas_get_config")
  }
}

extension Machine {
  /// The kernels that OpenBLAS runs, such as "SkylakeX", or nil where OpenBLAS is not installed.
  public static var blasCore: String? { OpenBLAS.shared?.core }

  /// OpenBLAS's version and build options, or nil where it is not installed.
  public static var blasConfiguration: String? { OpenBLAS.shared?.configuration }
}
