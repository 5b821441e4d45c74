import Base
import Tensor

/// Reads the members of a `config.json` and keeps what is wrong with each, so that all is said at once.
struct ConfigurationReader {
  let path: String
  let object: JSON.Object
  private(set) var problems: [String] = []

  init(path: String) throws(CheckpointError) {
    self.path = path
    let json = try readJSON(path: path)
    guard let object = json.object else {
      throw .malformed(path: path, problem: "found \(json.kind), expected an object")
    }
    self.object = object
  }

  /// A whole number in `range`; `fallback` where the member is missing.
  mutating func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int {
    guard let value = object[key], value != .null else {
      if let fallback { return fallback }
      problems.append("\(key) is missing")
      return range.lowerBound
    }
    guard let number = value.integer, range.contains(number) else {
      problems.append(
        "\(key) is \(excerpt(value.compact)), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return number
  }

  /// A number in `range`; `fallback` where the member is missing or null.
  mutating func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double) -> Double {
    guard let value = object[key], value != .null else { return fallback }
    guard let number = value.number, range.contains(number) else {
      problems.append(
        "\(key) is \(excerpt(value.compact)), expected a number from \(range.lowerBound) to \(range.upperBound)")
      return fallback
    }
    return number
  }

  /// One of the strings of `choices`; `fallback` where the member is missing.
  mutating func choice<Value>(_ key: String, _ choices: [(String, Value)], default fallback: Value) -> Value {
    guard let value = object[key], value != .null else { return fallback }
    if let found = choices.first(where: { $0.0 == value.string }) { return found.1 }
    let names = choices.map(\.0).joined(separator: ", ")
    problems.append("\(key) is \(excerpt(value.compact)), expected one of \(names)")
    return fallback
  }

  mutating func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { problems.append(problem()) }
  }

  /// Throws all problems found so far.
  func finish() throws(CheckpointError) {
    if problems.isEmpty { return }
    throw .unsupported(path: path, problem: "\n  " + problems.joined(separator: "\n  "))
  }
}

/// Refuses a model to be drawn that this machine cannot hold.
func checkFits(_ weightCount: Int, path: String) throws(CheckpointError) {
  let bytes = weightCount * MemoryLayout<Float>.stride
  let memory = Machine.memory
  if bytes <= memory { return }
  throw .unsupported(
    path: path,
    problem: "the model has \(weightCount) weights and takes \(bytes >> 20) MiB; this machine has \(memory >> 20) MiB")
}

/// Above this a `config.json` is none: those with thousands of labels have a few hundred kilobytes.
private let longestConfiguration = 16 << 20

/// The JSON value in a file.
func readJSON(path: String) throws(CheckpointError) -> JSON {
  let bytes: [UInt8]
  do {
    let file = try MappedFile(path: path)
    if file.count > longestConfiguration {
      throw CheckpointError.malformed(
        path: path, problem: "\(file.count) bytes; a configuration has at most \(longestConfiguration)")
    }
    bytes = file.bytes(0..<file.count)
  } catch let error as CheckpointError {
    throw error
  } catch let error as SystemError {
    throw .system(error)
  } catch { throw .malformed(path: path, problem: "\(error)") }
  do { return try JSON(parsing: bytes) } catch { throw .malformed(path: path, problem: "\(error)") }
}

/// Writes `config.json` for weights that are float32, whatever type the file that was read named.
func writeConfiguration(_ config: JSON.Object, to folder: String) throws(CheckpointError) {
  var config = config
  config["torch_dtype"] = nil
  config["dtype"] = .string("float32")
  do {
    let sink = try FileSink(path: folder + "/config.json")
    try sink.write(Array(JSON.object(config).pretty.utf8))
    try sink.finish()
  } catch { throw .system(error) }
}
