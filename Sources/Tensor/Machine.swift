internal import CKernels
import Glibc

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

  /// Bytes of memory that the machine has.
  public static var memory: Int { Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) }

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

extension Machine {
  /// What `attune doctor` tells of CPU, kernels, threads and BLAS, with a speed measured in a moment.
  public static var facts: [(String, String)] {
    let cpu = processorName
    var facts = [
      ("cpu", cpu), ("cpus", "\(Threads.available) for this process"),
      ("kernels", kernels + " (chosen by the CPU)"), ("bfloat16", bfloat16Fact),
    ]
    if let core = blasCore {
      facts.append(("blas", "\(blasConfiguration ?? "") with its \(core) kernels"))
    } else if ck_has_product() != 0 {
      facts.append(("blas", "libopenblas.so.0 is not installed, and not needed: this CPU has kernels of Attune's own"))
    } else {
      facts.append(
        (
          "blas",
          "libopenblas.so.0 is not installed: products run on Attune's own, slower kernel. Install libopenblas0-pthread"
        ))
    }
    let before = Threads.count
    defer { Threads.count = before }
    for count in Set([1, Threads.available]).sorted() {
      Threads.count = count
      let speed = Int(MachineSpeed(secondsPerRow: 0.05).product(1024, 768, 768))
      facts.append(("speed", "\(speed) GFLOP/s in float32 products on \(count) thread\(count == 1 ? "" : "s")"))
    }
    return facts
  }

  private static var processorName: String {
    guard let file = unsafe fopen("/proc/cpuinfo", "r") else { return "unknown" }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while unsafe fgets(&line, 512, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") {
        return text[text.index(after: colon)...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
    }
    return "unknown"
  }
}
