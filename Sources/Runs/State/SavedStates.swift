internal import Base

/// The states that a run can be resumed from: `last/`, and `previous/`, the one before it, for when a disk has damaged the
/// newest.
package struct SavedStates {
  private let newestPath: String
  private let previousPath: String

  /// - Parameter below: "" for the run's own, or a folder in it with a slash
  package init(_ folder: RunFolder, below prefix: String = "") {
    newestPath = folder.appending(prefix + "last")
    previousPath = folder.appending(prefix + "previous")
  }

  /// A state that is whole, and its folder.
  package struct Found {
    package let folder: String
    package let state: TrainingState
  }

  /// Saves a state; the newest until now becomes the previous one.
  package func save(_ fill: (_ temporary: String) throws -> Void) throws {
    try writeFolderDurably(newestPath, keepingOldAs: previousPath, fill)
  }

  /// Removes the previous state, once there is nothing to go on with.
  package func forgetPrevious() throws { try removeAll(previousPath) }

  /// The newest state that is whole, nil where none was saved. A damaged one is skipped.
  ///
  /// - Throws: where there are states and none is whole.
  /// - Parameter warn: called with a sentence about each state that is damaged
  package func newest(_ warn: (String) -> Void) throws -> Found? {
    let there = [newestPath, previousPath].filter { exists($0) }
    for path in there {
      do { return Found(folder: path, state: try TrainingState(folder: path)) } catch {
        warn("\(path) is damaged and skipped: \(error)")
      }
    }
    if there.isEmpty { return nil }
    throw InputError.problem("no saved state is whole: begin again with --overwrite")
  }
}
