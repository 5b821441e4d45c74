internal import CKernels
import Glibc

extension Machine {
  /// What `attune doctor` prints about CPU, kernels, threads and BLAS, with a quickly measured speed.
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
