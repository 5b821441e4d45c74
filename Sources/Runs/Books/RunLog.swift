public import Base
public import Tensor

/// `metrics.jsonl`: one JSON object a line, written out as soon as it is known.
public final class RunLog {
  /// The file.
  public let path: String
  private let sink: FileSink
  /// The last step of which an interrupted run's log has a line; nil where it has none, and in a new log.
  public let lastStep: Int?

  /// Opens the log: a new one, or that of an interrupted run.
  ///
  /// Of an interrupted run, the lines from the first one on that is after `resumedStep` are removed, since they will be
  /// made again. A process that is killed meanwhile leaves the old log or the new one, never less.
  ///
  /// - Throws: `SystemError` or `FileError` where the log cannot be written, or that of an interrupted run not be read
  public init(path: String, resumedStep: Int? = nil) throws {
    self.path = path
    var kept: (lines: [UInt8], lastStep: Int?) = ([], nil)
    if let resumedStep {
      let file = try MappedFile(path: path)
      kept = Self.lines(of: file.bytes(0..<file.count), through: resumedStep)
      try writeFileDurably(path, kept.lines)
    }
    lastStep = kept.lastStep
    sink = try FileSink(path: path, appending: resumedStep != nil)
  }

  private static func lines(of bytes: [UInt8], through lastStep: Int) -> (lines: [UInt8], lastStep: Int?) {
    var kept: [UInt8] = []
    var last: Int?
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that was being written when the run was killed is broken, and is made again as well.
      guard let json = try? JSON(parsing: line), let step = json["step"]?.integer, step <= lastStep else { break }
      kept += line + [UInt8(ascii: "\n")]
      last = step
    }
    return (kept, last)
  }

  /// Appends an object.
  public func append(_ object: JSON.Object) throws(SystemError) {
    try sink.write(Array((JSON.object(object).compact + "\n").utf8))
  }

  /// Has the disk hold every line, so that after a power failure the log goes as far as a state that is saved next.
  public func flush() throws(SystemError) { try sink.flush() }
}
