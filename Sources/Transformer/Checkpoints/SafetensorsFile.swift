internal import Base
public import Tensor

/// A safetensors file, mapped for reading: a header of names, formats, shapes and offsets, then the values.
///
/// The header is checked whole before any value is read: formats, shapes against lengths, offsets inside the
/// file, without gap or overlap, as the format requires.
public final class SafetensorsFile: TensorSource {
  /// The file.
  public let path: String
  /// The tensors' names in the order of the file's header.
  public let names: [String]
  /// The free text that the writer left in `__metadata__`.
  public let metadata: [String: String]

  private struct Entry {
    /// Nil if values of the tensor's format cannot be read, only skipped.
    let format: NumberFormat?
    let type: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// No model needs more (a hundred bytes a tensor): a parsed header takes many times its bytes.
  private static let longestHeader = 32 << 20

  private let file: MappedFile
  private let entries: [String: Entry]

  /// Opens and checks the file at `path`.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    do { file = try MappedFile(path: path) } catch { throw .system(error) }
    func broken(_ problem: String) -> CheckpointError { .malformed(path: path, problem: problem) }
    guard file.count >= 8 else { throw broken("\(file.count) bytes are too few for a safetensors file") }
    let length = file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(file.count - 8) else {
      throw broken("the header claims \(length) bytes, the file has \(file.count)")
    }
    guard length <= UInt64(Self.longestHeader) else {
      throw broken("the header claims \(length) bytes, at most \(Self.longestHeader) are read")
    }
    let header: JSON
    do { header = try JSON(parsing: file.bytes(8..<8 + Int(length))) } catch { throw broken("header: \(error)") }
    guard let object = header.object else { throw broken("the header is \(header.kind), not an object") }
    let start = 8 + Int(length)
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, value) in object.members {
      if name == "__metadata__" {
        guard let members = value.object?.members else { throw broken("__metadata__ is \(value.kind), not an object") }
        for (key, text) in members {
          guard let text = text.string else {
            throw broken("\(excerpt(key)) in __metadata__ is \(text.kind), not a string")
          }
          metadata[key] = text
        }
        continue
      }
      switch Self.entry(value, start: start, end: file.count) {
      case .success(let entry): entries[name] = entry
      case .failure(let problem): throw broken("tensor \(excerpt(name)): \(problem.text)")
      }
    }
    var place = start
    for entry in entries.values.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard entry.range.lowerBound == place else {
        throw broken("values \(entry.range.lowerBound < place ? "overlap" : "leave a gap") at byte \(place)")
      }
      place = entry.range.upperBound
    }
    guard place == file.count else { throw broken("\(file.count - place) bytes after the last tensor") }
    names = object.keys.filter { $0 != "__metadata__" }
    self.entries = entries
    self.metadata = metadata
  }

  private struct Problem: Error { let text: String }

  private static func entry(_ value: JSON, start: Int, end: Int) -> Result<Entry, Problem> {
    guard let type = value["dtype"]?.string,
      case let format = NumberFormat(rawValue: type), let valueSize = format?.size ?? sizesOfOtherFormats[type]
    else {
      let found = value["dtype"].map { excerpt($0.string ?? $0.kind) } ?? "nothing"
      return .failure(Problem(text: "the format is \(found); \(readableFormats) can be read"))
    }
    guard let sizes = value["shape"]?.array?.map(\.integer), !sizes.contains(where: { $0 == nil || $0! < 0 }) else {
      return .failure(Problem(text: "no valid shape"))
    }
    guard let places = value["data_offsets"]?.array?.map(\.integer), places.count == 2, let first = places[0],
      let last = places[1], first >= 0, first <= last, last <= end - start
    else { return .failure(Problem(text: "its values lie outside the file")) }
    let shape = sizes.map { $0! }
    var bytes = valueSize
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      if overflow { return .failure(Problem(text: "the shape \(excerpt("\(shape)")) is too large")) }
      bytes = product
    }
    guard bytes == last - first else {
      return .failure(
        Problem(text: "the shape \(excerpt("\(shape)")) of \(type) takes \(bytes) bytes, \(last - first) are given"))
    }
    return .success(Entry(format: format, type: type, shape: shape, range: start + first..<start + last))
  }

  /// Formats of masks and other tensors that no layer reads, with the bytes of a value.
  private static let sizesOfOtherFormats = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "U16": 2, "I16": 2, "U32": 4, "U64": 8, "F64": 8,
  ]
  private static let readableFormats = "F32, F16, BF16, I32 and I64"

  /// Why a tensor that the file has cannot be read as numbers, or nil.
  public func problem(reading name: String) -> String? {
    guard let entry = entries[name], entry.format == nil else { return nil }
    return "\(excerpt(name)) is stored as \(entry.type); \(Self.readableFormats) can be read"
  }

  /// The shape of a tensor, or nil if the file has none of this name.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// The values of a tensor that the file has, as float32.
  ///
  /// - Precondition: `problem(reading:)` is nil
  public func tensor(_ name: String) -> Tensor {
    let entry = entries[name]!
    return file.tensor(at: entry.range.lowerBound, shape: entry.shape, format: entry.format!)
  }

  /// Writes float32 tensors to a new file, in the given order.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(String, String)] = [], to path: String
  ) throws(CheckpointError) {
    var header = JSON.Object()
    var about = JSON.Object()
    // transformers opens a file only if it names the framework whose conventions it follows.
    about["format"] = .string("pt")
    for (key, value) in metadata { about[key] = .string(value) }
    header["__metadata__"] = .object(about)
    var place = 0
    for (name, tensor) in tensors {
      let end = place + tensor.count * 4
      header[name] = .object([
        "dtype": .string("F32"), "shape": .array(tensor.shape.map(JSON.integer)),
        "data_offsets": .array([.integer(place), .integer(end)]),
      ])
      place = end
    }
    var text = Array(JSON.object(header).compact.utf8)
    // The values begin at a multiple of 64 bytes.
    text += [UInt8](repeating: UInt8(ascii: " "), count: (64 - (8 + text.count) % 64) % 64)
    do {
      let sink = try FileSink(path: path)
      try sink.write((0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) })
      try sink.write(text)
      for (_, tensor) in tensors { try sink.write(tensor) }
      try sink.finish()
    } catch { throw .system(error) }
  }
}
