internal import CKernels
import Glibc

/// A file mapped into memory for reading: bytes are read when they are needed.
@safe public final class MappedFile: @unchecked Sendable {
  private let start: UnsafeRawPointer
  /// Length in bytes.
  public let count: Int

  /// Maps the file at `path`.
  public init(path: String) throws(SystemError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw SystemError(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw SystemError(path: path, code: errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError(path: path, code: EISDIR) }
    // A pipe or a device has no size to map, and to open a pipe may wait for ever (hence O_NONBLOCK).
    if status.st_mode & S_IFMT != S_IFREG { throw SystemError(path: path, code: ENODEV) }
    count = Int(status.st_size)
    if count == 0 {
      unsafe start = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
      return
    }
    guard let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), unsafe address != MAP_FAILED
    else { throw SystemError(path: path, code: errno) }
    unsafe start = UnsafeRawPointer(address)
  }

  deinit {
    if count == 0 {
      unsafe start.deallocate()
    } else {
      unsafe munmap(UnsafeMutableRawPointer(mutating: start), count)
    }
  }

  /// A copy of some of the bytes.
  public func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    return unsafe Array(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
  }

  /// The values at a byte offset as float32; whole numbers are rounded to the nearest float.
  ///
  /// The file's pages are released afterwards, so that opening a model takes its size once and not twice.
  public func tensor(at offset: Int, shape: [Int], format: NumberFormat) -> Tensor {
    var tensor = Tensor(uninitialized: shape)
    let values = tensor.count
    precondition(
      offset >= 0 && offset + values * format.size <= count, "\(values) values at \(offset) of \(count) bytes")
    let source = unsafe start + offset
    let target = unsafe tensor.mutablePointer()
    defer { forget(offset..<(offset + values * format.size)) }
    switch format {
    case .float32: unsafe memcpy(target, source, values * 4)
    case .bfloat16, .float16:
      // The data begin where the header ends, which need not be an even address.
      let halves = UnsafeMutablePointer<UInt16>.allocate(capacity: values)
      defer { unsafe halves.deallocate() }
      unsafe memcpy(halves, source, values * 2)
      if format == .bfloat16 {
        unsafe ck_from_bfloat16(values, halves, target)
      } else {
        unsafe ck_from_float16(values, halves, target)
      }
    case .int32:
      for index in 0..<values {
        unsafe target[index] = Float(source.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
      }
    case .int64:
      for index in 0..<values {
        unsafe target[index] = Float(source.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
      }
    }
    return tensor
  }

  /// Releases the pages that hold some bytes. The system reads them again when they are needed.
  private func forget(_ range: Range<Int>) {
    if range.isEmpty { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = range.lowerBound / page * page
    unsafe madvise(UnsafeMutableRawPointer(mutating: start + first), range.upperBound - first, MADV_DONTNEED)
  }
}
