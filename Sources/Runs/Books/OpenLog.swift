internal import Base
internal import Training

extension RunFolder {
  /// Opens `metrics.jsonl`: a new one, or that of a run that goes on, and says where lines of that one are lost.
  ///
  /// - Parameter resumedStep: the step of the state that the run goes on from; nil begins a new log
  package func openLog(resumedStep: Int?, _ console: Console) throws -> RunLog {
    let path = appending("metrics.jsonl")
    let log = try RunLog(path: path, resumedStep: exists(path) ? resumedStep : nil)
    let (last, wanted) = (log.lastStep ?? 0, resumedStep ?? 0)
    if last < wanted {
      console.warn(
        "\(log.path) ends at step \(last), and the run goes on after step \(wanted): the lines between are lost")
    }
    return log
  }
}
