internal import Base
internal import Tensor

/// Throws if this machine's memory cannot hold a new model.
func checkFits(_ weightCount: Int, path: String) throws(CheckpointError) {
  let bytes = weightCount * MemoryLayout<Float>.stride
  let memory = Machine.memory
  if bytes <= memory { return }
  throw .unsupported(
    path: path,
    problem: "the model has \(weightCount) weights and takes \(bytes >> 20) MiB; this machine has \(memory >> 20) MiB")
}

/// No `config.json` is larger: those with thousands of labels have a few hundred kilobytes.
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

/// Writes `config.json` for float32 weights, whatever type the file that was read names.
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
