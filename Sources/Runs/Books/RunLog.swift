public import Base
public import Tensor

/// `metrics.jsonl`: one JSON object per line, written immediately.
public final class RunLog {
  /// The file.
  public let path: String
  private let sink: FileSink
  /// The last step in the log of an interrupted run; nil if there is none, and for a new log.
  public let lastStep: Int?

  /// Opens the log: a new one, or that of an interrupted run.
  ///
  /// In the log of an interrupted run, the lines after `resumedStep` are removed, because these steps run again. A
  /// process that is killed at this point leaves either the old log or the new one.
  ///
  /// - Throws: `SystemError` or `FileError` if the log cannot be written, or the log of an interrupted run cannot be
  ///   read
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
      // A line that was being written when the run was killed is incomplete. It is removed as well.
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

  /// Flushes every line to the disk, so that after a power failure the log covers the state that is saved next.
  public func flush() throws(SystemError) { try sink.flush() }
}
