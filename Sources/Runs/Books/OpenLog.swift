internal import Base

extension RunFolder {
  /// Opens `metrics.jsonl`: a new log, or the log of a resumed run. Warns if lines of that log are missing.
  ///
  /// - Parameter resumedStep: the step of the state from which the run resumes; nil starts a new log
  package func openLog(resumedStep: Int?, _ console: Console) throws -> RunLog {
    let path = appending("metrics.jsonl")
    let log = try RunLog(path: path, resumedStep: exists(path) ? resumedStep : nil)
    let (last, wanted) = (log.lastStep ?? 0, resumedStep ?? 0)
    if last < wanted {
      console.warn(
        "\(log.path) ends at step \(last), and the run resumes after step \(wanted): the lines between are missing")
    }
    return log
  }
}
