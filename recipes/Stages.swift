internal import Base
internal import Training

/// Carries the stages of a run out, one after another, each once.
struct Stages {
  private(set) var list: StageList
  /// What the run's earlier parts took, where it goes on, in seconds.
  private(set) var secondsBefore: Double
  private let folder: RunFolder
  private let console: Console
  private let forecast: Forecast
  private var log: RunLog?

  /// The stages of a run; those that `stages.json` lists are done.
  init(_ folder: RunFolder, _ forecast: Forecast, _ console: Console) throws {
    self.folder = folder
    self.forecast = forecast
    self.console = console
    list = try StageList(path: folder.appending("stages.json"))
    secondsBefore = list.done.reduce(0) { $0 + $1.seconds }
  }

  /// Trains a stage to its end, from its saved state where there is one.
  ///
  /// - Parameter start: the model to begin with where there is no saved state
  mutating func carryOut(_ stage: LanguageModelStage, from start: () throws -> LanguageModel) throws {
    if list[stage.name] != nil { return }
    // The newest state may be of an earlier stage, which is done.
    let newest = try folder.isResumed ? SavedStates(folder, below: stage.statesBelow).newest(console) : nil
    let saved = newest?.state.stage == stage.name ? newest : nil
    if folder.isResumed && newest == nil && list.done.isEmpty {
      console.warn("no state was saved: the run begins again at its first step")
    }
    secondsBefore += saved?.state.seconds ?? 0
    if log == nil {
      // Lines after the last saved step will be made again.
      log = try folder.openLog(
        resumedStep: folder.isResumed ? list.lastStep + (saved?.state.step ?? 0) : nil, console)
    }
    console.say("\n\(stage.name): \(counted(stage.settings.epochs, "epoch"))")
    var subject = try saved.map { try LanguageModel.open($0.folder) } ?? start()
    if let remark = RunOrigin.noteEnvironment(in: &subject.about) { console.warn(remark) }
    let done = try stage.run(
      subject, in: folder, from: saved, firstStep: list.lastStep, log: log!, forecast: forecast,
      console: console)
    // Before the stage is noted as done, after which a resumed run passes over it.
    try SavedStates(folder, below: stage.statesBelow).forgetPrevious()
    try list.append(done)
  }
}
