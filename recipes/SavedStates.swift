internal import Base

/// The states that a run can be resumed from: `last/`, and `previous/`, the one before it, for when a disk has damaged the
/// newest.
struct SavedStates {
  private let newestPath: String
  private let previousPath: String

  /// - Parameter below: "" for the run's own, or a folder in it with a slash
  init(_ folder: RunFolder, below prefix: String = "") {
    newestPath = folder.appending(prefix + "last")
    previousPath = folder.appending(prefix + "previous")
  }

  /// A state that is whole, and its folder.
  struct Found {
    let folder: String
    let state: TrainingState
  }

  /// Saves a state; the newest until now becomes the previous one.
  func save(_ fill: (_ temporary: String) throws -> Void) throws {
    try writeFolderDurably(newestPath, keepingOldAs: previousPath, fill)
  }

  /// Removes the previous state, once there is nothing to go on with.
  func forgetPrevious() throws { try removeAll(previousPath) }

  /// The newest state that is whole, nil where none was saved. One that is damaged is named and passed over.
  ///
  /// - Throws: where there are states and none is whole.
  func newest(_ console: Console) throws -> Found? {
    let there = [newestPath, previousPath].filter { exists($0) }
    for path in there {
      do { return Found(folder: path, state: try TrainingState(folder: path)) } catch {
        console.warn("\(path) is damaged and passed over: \(error)")
      }
    }
    if there.isEmpty { return nil }
    throw RecipeError.input("no saved state is whole: begin again with --overwrite")
  }
}
