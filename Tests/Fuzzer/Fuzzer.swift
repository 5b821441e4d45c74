import Base
import Glibc

/// Something that a reader did though it must not.
struct Wrong: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

func processNumber() -> Int32 { getpid() }

/// Seconds of CPU time that this process has used: other processes do not make it pass faster.
func processSeconds() -> Double {
  var time = timespec()
  unsafe _ = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Makes what is in memory now the largest that there was. Where the system does not let it, growth is seen only beyond
/// the largest input before.
func forgetPeak() { try? writeFile("/proc/self/clear_refs", utf8("5")) }

/// Gives one reader damaged files until a time is over.
///
/// Each file lies on the disk before it is read. If it ends the process, it is still there.
struct Fuzzer {
  let reader: Reader
  let folder: String
  let seed: UInt64

  /// Seconds of CPU time for one input, all of whose readers may be linear: none has more than a few megabytes.
  static let secondsAllowed = 2.0
  /// Wall-clock seconds after which an input counts as a hang and the process is ended by SIGALRM.
  static let hangAfter: UInt32 = 60
  /// Memory may grow by so many bytes a byte of the input, and by `memoryAllowed` whatever its size.
  static let memoryFactor = 128
  static let memoryAllowed = 48 << 20

  var path: String { folder + "/" + reader.file }

  /// Puts the sound files there and bounds what the process may take.
  func prepare() throws {
    try makeFolder(folder)
    for companion in reader.companions { try writeFile(folder + "/" + companion.name, companion.bytes) }
    var limit = rlimit(rlim_cur: 3 << 30, rlim_max: 3 << 30)
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    // Whoever starts this may have blocked the signal that ends a hang, and a process inherits that.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigprocmask(SIG_SETMASK, &none, nil)
    var core = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
  }

  /// Reads one file. Returns the message, or "read" where there is none.
  ///
  /// - Throws: `Wrong` where the reader broke a rule
  func read(_ bytes: [UInt8]) throws -> String {
    // A new file: ext4 brings one that is written over to the disk at once, which takes milliseconds.
    try removeAll(path)
    try writeFile(path, bytes)
    alarm(Self.hangAfter)
    forgetPeak()
    let (start, memory) = (processSeconds(), peakMemory())
    let outcome = try outcome(bytes)
    let (seconds, growth) = (processSeconds() - start, peakMemory() - memory)
    alarm(0)
    if seconds > Self.secondsAllowed { throw Wrong("\(fixed(seconds, 1)) s for \(bytes.count) bytes") }
    if growth > Self.memoryAllowed + Self.memoryFactor * bytes.count {
      throw Wrong("\(growth >> 20) MiB of memory for \(bytes.count) bytes")
    }
    return outcome
  }

  private func outcome(_ bytes: [UInt8]) throws -> String {
    do {
      try reader.read(folder, bytes)
      return "read"
    } catch let wrong as Wrong {
      throw wrong
    } catch {
      let type = "\(type(of: error))"
      let message = "\(error)"
      if !Reader.documentedErrors.contains(type) { throw Wrong("an error of type \(type): \(message)") }
      if message.utf8.count > Reader.longestMessage { throw Wrong("a message of \(message.utf8.count) bytes") }
      return message
    }
  }

  /// The letters of a message outside quotation marks, which say in which branch of the reader it was made.
  private static func kind(of message: String) -> String {
    var kind: [UInt8] = []
    var isQuoted = false
    for byte in message.utf8.prefix(400) {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { isQuoted.toggle() }
      if !isQuoted, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { kind.append(byte) }
    }
    return String(decoding: kind.prefix(120), as: UTF8.self)
  }

  /// Reads the sound files, then damaged ones until `seconds` are over.
  ///
  /// - Returns: the number of inputs and of kinds of outcome
  func run(seconds: Double) throws -> (inputs: Int, outcomes: Int) {
    for (index, bytes) in reader.seeds.enumerated() {
      let outcome = try report(bytes, "sound file \(index + 1)")
      if outcome != "read", index == 0 { throw Wrong("\(reader.name): sound file 1 is refused: \(outcome)") }
    }
    var mutator = Mutator(seeds: reader.seeds, words: reader.words, seed: seed)
    var outcomes: Set<String> = []
    var count = 0
    let start = monotonicNow()
    while monotonicNow() - start < seconds {
      let input = mutator.next()
      count += 1
      let outcome = try report(input, "input \(count) of seed \(seed)")
      if outcomes.insert(Self.kind(of: outcome)).inserted { mutator.keep(input) }
    }
    return (count, outcomes.count)
  }

  private func report(_ bytes: [UInt8], _ which: String) throws -> String {
    do { return try read(bytes) } catch {
      let kept = folder + "/../" + "\(reader.name)-\(seed).failed"
      try writeFile(kept, bytes)
      throw Wrong("\(reader.name), \(which): \(error)\nthe file: \(kept)")
    }
  }

  private func monotonicNow() -> Double {
    var time = timespec()
    unsafe _ = clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
