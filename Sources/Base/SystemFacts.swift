import Glibc

/// The bytes that this user may still write to the file system of a path, which need not exist; nil if unknown.
public func freeSpace(at path: String) -> Int? {
  var status = statvfs()
  guard unsafe statvfs(nearestExisting(path), &status) == 0 else { return nil }
  let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
  return overflow ? .max : bytes
}

/// The bytes of memory that programs can still use without swapping, by the estimate of the kernel; nil if unknown.
public func availableMemory() -> Int? { kibibytes(after: "MemAvailable:", in: "/proc/meminfo") }

/// The peak resident memory of this process in bytes.
///
/// It is not the value of `getrusage`, which includes the memory of the process that started this one.
public func peakMemory() -> Int {
  if let peak = kibibytes(after: "VmHWM:", in: "/proc/self/status") { return peak }
  var usage = rusage()
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}

/// The value in bytes of a line in one of the kernel's files, which has units of 1024 bytes.
private func kibibytes(after name: String, in path: String) -> Int? {
  // The kernel reports a size of 0 for such a file, so the size is not used.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 4096)
  let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
  if count < 0 { return nil }
  bytes.removeLast(bytes.count - count)
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name) {
    let fields = line.dropFirst(name.count).split { $0 == " " || $0 == "\t" }
    return fields.first.flatMap { Int($0) }.map { $0 * 1024 }
  }
  return nil
}

/// The processor time of this process in seconds. Unlike wall time it depends little on other processes.
public func processorSeconds() -> Double {
  var usage = rusage()
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// A number of bytes as "840 MiB" or "1.2 GiB".
public func byteCount(_ bytes: Int) -> String {
  let value = Double(bytes)
  if bytes < 1 << 20 { return "\(fixed(value / 1024, 0)) KiB" }
  return bytes < 1 << 30 ? "\(fixed(value / 1_048_576, 0)) MiB" : "\(fixed(value / 1_073_741_824, 1)) GiB"
}
