internal import Base

/// Runs the stages of a run one after another. A resumed run skips completed stages.
package struct StageRunner {
  /// The completed stages.
  package private(set) var completed: CompletedStages
  /// Duration of the earlier parts of a resumed run, in seconds.
  package private(set) var secondsBefore: Double
  private let folder: RunFolder
  private let console: Console
  private let forecast: Forecast
  private var log: RunLog?

  /// A runner for the stages of a run; `stages.json` lists the completed ones.
  package init(_ folder: RunFolder, _ forecast: Forecast, _ console: Console) throws {
    self.folder = folder
    self.forecast = forecast
    self.console = console
    completed = try CompletedStages(path: folder.appending("stages.json"))
    secondsBefore = completed.seconds
  }

  /// Runs a stage to its end, unless it is complete.
  ///
  /// - Parameters:
  ///   - states: the states that the stage resumes from
  ///   - train: trains from a saved state, or from the start if there is none; `firstStep` is the number of steps of
  ///     earlier stages
  package mutating func run(
    _ name: String, epochs: Int, states: SavedStates,
    _ train: (
      _ saved: SavedStates.Found?, _ firstStep: Int, _ place: TrainingRun.Place
    ) throws -> CompletedStages.Entry
  ) throws {
    if completed[name] != nil { return }
    // The newest state may belong to an earlier stage, which is complete.
    let newest = try folder.isResumed ? states.newest(console.warn) : nil
    let saved = newest?.state.stage == name ? newest : nil
    if folder.isResumed && newest == nil && completed.done.isEmpty {
      console.warn("no saved state was found: the run starts again at its first step")
    }
    secondsBefore += saved?.state.seconds ?? 0
    // The steps after the last saved one run again, so their log lines are removed.
    let log =
      try self.log
      ?? folder.openLog(
        resumedStep: folder.isResumed ? completed.lastStep + (saved?.state.step ?? 0) : nil, console)
    self.log = log
    console.say("\n\(name): \(counted(epochs, "epoch"))")
    try completed.append(
      train(saved, completed.lastStep, TrainingRun.Place(folder, states, log, forecast, console)))
  }
}
