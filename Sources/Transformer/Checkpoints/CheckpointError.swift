internal import Base
public import Tensor

/// What is wrong with a checkpoint file or folder.
public enum CheckpointError: Error, CustomStringConvertible {
  /// A system call failed.
  case system(SystemError)
  /// The file does not follow its format.
  case malformed(path: String, problem: String)
  /// Tensors are missing or have another shape: one line each.
  case mismatch(path: String, problems: [String])
  /// The checkpoint or its configuration is not supported.
  case unsupported(path: String, problem: String)

  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .system(let error): "\(error)"
    case .malformed(let path, let problem): "\(path): \(problem). The file is damaged: fetch or write it again."
    case .mismatch(let path, let problems):
      "\(path) does not fit the model that config.json describes:\n  " + listed(problems)
    case .unsupported(let path, let problem): "\(path): \(problem)"
    }
  }
}
