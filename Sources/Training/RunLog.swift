public import Base
public import Tensor

/// `metrics.jsonl`: one JSON object a line, written out as soon as it is known.
public final class RunLog {
  /// The file.
  public let path: String
  private let sink: FileSink

  /// Opens the log. Lines of an interrupted run after `resumedStep` are removed first, since they will be made again.
  public init(path: String, resumedStep: Int? = nil) throws(SystemError) {
    self.path = path
    var kept: [UInt8] = []
    if let resumedStep {
      let file = try MappedFile(path: path)
      for line in file.bytes(0..<file.count).split(separator: UInt8(ascii: "\n")) {
        // A line that was being written when the run was killed is broken, and is made again as well.
        guard let json = try? JSON(parsing: line), let step = json["step"]?.integer, step <= resumedStep else { break }
        kept += line + [UInt8(ascii: "\n")]
      }
    }
    sink = try FileSink(path: path)
    try sink.write(kept)
  }

  /// Appends an object.
  public func append(_ object: JSON.Object) throws(SystemError) {
    try sink.write(Array((JSON.object(object).compact + "\n").utf8))
  }
}
