/// Why a run ended early without an error.
public enum RunStopped: Error, Equatable, CustomStringConvertible {
  /// The user asked the run to stop (Ctrl-C). The state is saved.
  case interrupted(folder: String, step: Int)

  /// How to resume the run.
  public var description: String {
    switch self {
    case .interrupted(let folder, let step):
      "stopped after step \(step) and saved; resume with: attune run \(folder) --resume"
    }
  }
}
