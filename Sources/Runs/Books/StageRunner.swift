internal import Base

/// Runs the stages of a run one after another, each once: a resumed run skips those that are done.
package struct StageRunner {
  /// The stages that are done.
  package private(set) var completed: CompletedStages
  /// What the run's earlier parts took, where it is resumed, in seconds.
  package private(set) var secondsBefore: Double
  private let folder: RunFolder
  private let console: Console
  private let forecast: Forecast
  private var log: RunLog?

  /// The stages of a run; those that `stages.json` lists are done.
  package init(_ folder: RunFolder, _ forecast: Forecast, _ console: Console) throws {
    self.folder = folder
    self.forecast = forecast
    self.console = console
    completed = try CompletedStages(path: folder.appending("stages.json"))
    secondsBefore = completed.seconds
  }

  /// Runs a stage to its end, unless it is done.
  ///
  /// - Parameters:
  ///   - states: the states that the stage resumes from
  ///   - train: trains from a saved state, or from the beginning where there is none; `firstStep` are the steps of earlier
  ///     stages
  package mutating func run(
    _ name: String, epochs: Int, states: SavedStates,
    _ train: (
      _ saved: SavedStates.Found?, _ firstStep: Int, _ place: TrainingRun.Place
    ) throws -> CompletedStages.Entry
  ) throws {
    if completed[name] != nil { return }
    // The newest state may be of an earlier stage, which is done.
    let newest = try folder.isResumed ? states.newest(console.warn) : nil
    let saved = newest?.state.stage == name ? newest : nil
    if folder.isResumed && newest == nil && completed.done.isEmpty {
      console.warn("no state was saved: the run begins again at its first step")
    }
    secondsBefore += saved?.state.seconds ?? 0
    // The steps after the last saved one are run again, so their lines go.
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
