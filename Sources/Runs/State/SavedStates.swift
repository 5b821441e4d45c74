internal import Base

/// The states from which a run can be resumed: `last/`, and the one before it, `previous/`, in case the newest is
/// damaged on the disk.
package struct SavedStates {
  private let newestPath: String
  private let previousPath: String

  /// - Parameter below: "" for the run's folder, or a folder in it with a slash at its end
  package init(_ folder: RunFolder, below prefix: String = "") {
    newestPath = folder.appending(prefix + "last")
    previousPath = folder.appending(prefix + "previous")
  }

  /// An intact state, and its folder.
  package struct Found {
    package let folder: String
    package let state: TrainingState
  }

  /// Saves a state. The newest one so far becomes the previous one.
  package func save(_ fill: (_ temporary: String) throws -> Void) throws {
    try writeFolderDurably(newestPath, keepingOldAs: previousPath, fill)
  }

  /// Removes the previous state, when the run is finished.
  package func forgetPrevious() throws { try removeAll(previousPath) }

  /// The newest intact state; nil if none was saved. A damaged one is skipped.
  ///
  /// - Throws: if there are states and none is intact.
  /// - Parameter warn: called with a sentence about each damaged state
  package func newest(_ warn: (String) -> Void) throws -> Found? {
    let there = [newestPath, previousPath].filter { exists($0) }
    for path in there {
      do { return Found(folder: path, state: try TrainingState(folder: path)) } catch {
        warn("\(path) is damaged and skipped: \(error)")
      }
    }
    if there.isEmpty { return nil }
    throw InputError.problem("no saved state is intact: start again with --overwrite")
  }
}
