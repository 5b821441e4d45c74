internal import CSystem

/// SHA-256 (FIPS 180-4), which identifies files by their content.
public struct SHA256: Sendable {
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes after the last whole block, fewer than 64.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private let isPortable: Bool

  /// A hash of no bytes yet.
  public init() { self.init(isPortable: false) }

  /// The same without the SHA instructions of the CPU, for tests.
  package init(isPortable: Bool) { self.isPortable = isPortable }

  /// Adds bytes. Whole blocks are hashed in place; only the last, incomplete block is copied.
  public mutating func update(_ bytes: Span<UInt8>) {
    length &+= UInt64(bytes.count)
    var begin = 0
    if !pending.isEmpty {
      while pending.count < 64 && begin < bytes.count {
        pending.append(bytes[begin])
        begin += 1
      }
      if pending.count < 64 { return }
      state = compressed(pending.span, from: 0, blocks: 1)
      pending.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - begin) / 64
    state = compressed(bytes, from: begin, blocks: blocks)
    for at in (begin + blocks * 64)..<bytes.count { pending.append(bytes[at]) }
  }

  /// The state after some blocks.
  private func compressed(_ bytes: Span<UInt8>, from begin: Int, blocks: Int) -> SIMD8<UInt32> {
    var next = state
    if !isPortable && compressByInstruction(&next, bytes, from: begin, blocks: blocks) { return next }
    return compress(state, bytes, from: begin, blocks: blocks)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Adds bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) { update(bytes.span) }

  /// Adds bytes.
  public mutating func update(_ bytes: some Collection<UInt8>) { update(Array(bytes).span) }

  /// The hash of all bytes so far as 64 lower-case hexadecimal digits.
  public func hexadecimal() -> String {
    var copy = self
    let bits = length &* 8
    var tail: [UInt8] = [0x80]
    tail.append(contentsOf: repeatElement(0, count: (119 - pending.count) % 64))
    for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    copy.update(tail.span)
    return copy.state.indices.map { index in
      let digits = String(copy.state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// The hash of some bytes as 64 lower-case hexadecimal digits.
  public static func hexadecimal(of bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }

  /// The hash of a file's bytes, read piece by piece.
  public static func hexadecimal(ofFile path: String) throws(FileError) -> String {
    var hash = SHA256()
    try readFile(path) { hash.update($0) }
    return hash.hexadecimal()
  }
}

/// Updates the state with some blocks, with the SHA instructions of the CPU. Returns false, with the state unchanged,
/// if the CPU has none.
private func compressByInstruction(
  _ state: inout SIMD8<UInt32>, _ bytes: Span<UInt8>, from begin: Int, blocks: Int
) -> Bool {
  if blocks == 0 { return true }
  return unsafe bytes.extracting(begin..<(begin + blocks * 64)).withUnsafeBytes { text in
    unsafe withUnsafeMutableBytes(of: &state) { words in
      unsafe cs_sha256(
        words.baseAddress!.assumingMemoryBound(to: UInt32.self), text.baseAddress!, UInt(blocks), roundConstants) != 0
    }
  }
}

/// The state after some blocks of 64 bytes (FIPS 180-4 §6.2.2).
///
/// Unrolled for speed: the variables change their roles from round to round instead of their values, and the last 16
/// words of the schedule stay in local variables.
private func compress(
  _ before: SIMD8<UInt32>, _ bytes: Span<UInt8>, from begin: Int, blocks: Int
) -> SIMD8<UInt32> {
  let k = roundConstants.span
  var state = before
  for block in 0..<blocks {
    let start = begin &+ block &* 64
    var w0 = word(bytes, start)
    var w1 = word(bytes, start + 4)
    var w2 = word(bytes, start + 8)
    var w3 = word(bytes, start + 12)
    var w4 = word(bytes, start + 16)
    var w5 = word(bytes, start + 20)
    var w6 = word(bytes, start + 24)
    var w7 = word(bytes, start + 28)
    var w8 = word(bytes, start + 32)
    var w9 = word(bytes, start + 36)
    var w10 = word(bytes, start + 40)
    var w11 = word(bytes, start + 44)
    var w12 = word(bytes, start + 48)
    var w13 = word(bytes, start + 52)
    var w14 = word(bytes, start + 56)
    var w15 = word(bytes, start + 60)
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    var t = 0
    while true {
      round(a, b, c, &d, e, f, g, &h, k[t] &+ w0)
      round(h, a, b, &c, d, e, f, &g, k[t + 1] &+ w1)
      round(g, h, a, &b, c, d, e, &f, k[t + 2] &+ w2)
      round(f, g, h, &a, b, c, d, &e, k[t + 3] &+ w3)
      round(e, f, g, &h, a, b, c, &d, k[t + 4] &+ w4)
      round(d, e, f, &g, h, a, b, &c, k[t + 5] &+ w5)
      round(c, d, e, &f, g, h, a, &b, k[t + 6] &+ w6)
      round(b, c, d, &e, f, g, h, &a, k[t + 7] &+ w7)
      round(a, b, c, &d, e, f, g, &h, k[t + 8] &+ w8)
      round(h, a, b, &c, d, e, f, &g, k[t + 9] &+ w9)
      round(g, h, a, &b, c, d, e, &f, k[t + 10] &+ w10)
      round(f, g, h, &a, b, c, d, &e, k[t + 11] &+ w11)
      round(e, f, g, &h, a, b, c, &d, k[t + 12] &+ w12)
      round(d, e, f, &g, h, a, b, &c, k[t + 13] &+ w13)
      round(c, d, e, &f, g, h, a, &b, k[t + 14] &+ w14)
      round(b, c, d, &e, f, g, h, &a, k[t + 15] &+ w15)
      t += 16
      if t == 64 { break }
      w0 = w0 &+ mix0(w1) &+ w9 &+ mix1(w14)
      w1 = w1 &+ mix0(w2) &+ w10 &+ mix1(w15)
      w2 = w2 &+ mix0(w3) &+ w11 &+ mix1(w0)
      w3 = w3 &+ mix0(w4) &+ w12 &+ mix1(w1)
      w4 = w4 &+ mix0(w5) &+ w13 &+ mix1(w2)
      w5 = w5 &+ mix0(w6) &+ w14 &+ mix1(w3)
      w6 = w6 &+ mix0(w7) &+ w15 &+ mix1(w4)
      w7 = w7 &+ mix0(w8) &+ w0 &+ mix1(w5)
      w8 = w8 &+ mix0(w9) &+ w1 &+ mix1(w6)
      w9 = w9 &+ mix0(w10) &+ w2 &+ mix1(w7)
      w10 = w10 &+ mix0(w11) &+ w3 &+ mix1(w8)
      w11 = w11 &+ mix0(w12) &+ w4 &+ mix1(w9)
      w12 = w12 &+ mix0(w13) &+ w5 &+ mix1(w10)
      w13 = w13 &+ mix0(w14) &+ w6 &+ mix1(w11)
      w14 = w14 &+ mix0(w15) &+ w7 &+ mix1(w12)
      w15 = w15 &+ mix0(w0) &+ w8 &+ mix1(w13)
    }
    state = state &+ SIMD8(a, b, c, d, e, f, g, h)
  }
  return state
}

/// The four bytes at an offset as a big-endian number.
@inline(__always)
private func word(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
  // Bounds are checked. It is `unsafe` only because other types have invalid bit patterns; UInt32 has none.
  unsafe UInt32(bigEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
}

@inline(__always)
private func mix0(_ w: UInt32) -> UInt32 { rotate(w, 7) ^ rotate(w, 18) ^ (w &>> 3) }

@inline(__always)
private func mix1(_ w: UInt32) -> UInt32 { rotate(w, 17) ^ rotate(w, 19) ^ (w &>> 10) }

/// One round: `h` becomes `a` of the next round, `d` becomes `e`, and every other variable moves by one.
@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
  _ word: UInt32
) {
  h = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ (g ^ (e & (f ^ g))) &+ word
  d = d &+ h
  h = h &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) | (c & (a | b)))
}

@inline(__always)
private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 - count) }

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
private let roundConstants: [UInt32] = {
  var primes: [Int] = []
  var candidate = 2
  while primes.count < 64 {
    if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
    candidate += 1
  }
  return primes.map { prime in
    // The 35 top bits of the cube root by whole-number bisection: ⌊∛(p · 2⁹⁶)⌋ mod 2³².
    var low: UInt64 = 0
    var high: UInt64 = 1 << 36
    while high - low > 1 {
      let middle = (low + high) / 2
      if cubeAtMost(middle, UInt64(prime)) { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }
}()

/// Whether root³ ≤ prime · 2⁹⁶, without overflow.
private func cubeAtMost(_ root: UInt64, _ prime: UInt64) -> Bool {
  let square = UInt128(root) * UInt128(root)
  return square <= (UInt128(prime) << 96) / UInt128(root)
}
