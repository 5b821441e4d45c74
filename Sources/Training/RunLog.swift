public import Base
public import Tensor

/// `metrics.jsonl`: one JSON object a line, written out as soon as it is known.
public final class RunLog {
  /// The file.
  public let path: String
  private let sink: FileSink

  /// Opens the log: a new one, or that of an interrupted run.
  ///
  /// Of an interrupted run, the lines from the first one on that is after `resumedStep` are removed, since they will be
  /// made again. A process that is killed meanwhile leaves the old log or the new one, never less.
  ///
  /// - Throws: `SystemError` or `FileError` where the log cannot be written, or that of an interrupted run not be read
  public init(path: String, resumedStep: Int? = nil) throws {
    self.path = path
    if let resumedStep {
      let file = try MappedFile(path: path)
      try writeFileDurably(path, Self.lines(of: file.bytes(0..<file.count), through: resumedStep))
    }
    sink = try FileSink(path: path, appending: resumedStep != nil)
  }

  private static func lines(of bytes: [UInt8], through lastStep: Int) -> [UInt8] {
    var kept: [UInt8] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that was being written when the run was killed is broken, and is made again as well.
      guard let json = try? JSON(parsing: line), let step = json["step"]?.integer, step <= lastStep else { break }
      kept += line + [UInt8(ascii: "\n")]
    }
    return kept
  }

  /// Appends an object.
  public func append(_ object: JSON.Object) throws(SystemError) {
    try sink.write(Array((JSON.object(object).compact + "\n").utf8))
  }
}
