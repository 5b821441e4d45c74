import Glibc

/// Bytes that this user may still write to the file system on which a path is, or will be; nil where nobody says.
public func freeSpace(at path: String) -> Int? {
  var place = path
  // What does not exist yet will be made on the file system of the folder above it.
  while !exists(place) {
    let parent = splitPath(place).parent
    if parent == place { return nil }
    place = parent
  }
  var status = statvfs()
  guard unsafe statvfs(place, &status) == 0 else { return nil }
  let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
  return overflow ? .max : bytes
}

/// Bytes of memory that programs can still take without swapping, as the kernel estimates; nil where it does not.
public func availableMemory() -> Int? { kibibytes(after: "MemAvailable:", in: "/proc/meminfo") }

/// The most bytes of memory that this process had resident.
///
/// Not what `getrusage` says: that begins with the memory of the process that started this one.
public func peakMemory() -> Int {
  if let peak = kibibytes(after: "VmHWM:", in: "/proc/self/status") { return peak }
  var usage = rusage()
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}

/// The bytes that a line of one of the kernel's files gives in units of 1024.
private func kibibytes(after name: String, in path: String) -> Int? {
  // The kernel says that the file has no bytes, so that it is read without asking for its size.
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

/// Seconds that this process's threads have worked so far. Unlike the time on the wall it says little of other processes.
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
