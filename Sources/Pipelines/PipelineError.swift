/// Why a folder cannot be opened as a checkpoint.
public enum PipelineError: Error, Equatable, CustomStringConvertible {
  /// There is no checkpoint folder at the path.
  case noCheckpoint(String)
  /// The tokenizer has more tokens than the model's embedding has rows.
  case vocabulary(folder: String, tokens: Int, rows: Int)

  /// The problem, and what to do.
  public var description: String {
    switch self {
    case .noCheckpoint(let folder):
      "\(folder) is not a checkpoint folder. A run writes its checkpoints to <run>/best and <run>/last."
    case .vocabulary(let folder, let tokens, let rows):
      "\(folder): the tokenizer has \(tokens) tokens, but the model's embedding has \(rows) rows. "
        + "The tokenizer belongs to another model: copy the right tokenizer files into the folder."
    }
  }
}
