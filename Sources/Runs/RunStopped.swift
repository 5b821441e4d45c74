/// Why a run ended before its time without anything being wrong.
public enum RunStopped: Error, Equatable, CustomStringConvertible {
  /// The user asked for it (Ctrl-C). What was done until then is saved.
  case interrupted(folder: String, step: Int)

  /// How to go on.
  public var description: String {
    switch self {
    case .interrupted(let folder, let step):
      "stopped after step \(step) and saved; go on with: attune run \(folder) --resume"
    }
  }
}
