internal import Base
internal import Training

/// Carries the stages of a run out, one after another, each once.
struct Stages {
  private(set) var list: StageList
  private let folder: RunFolder
  private let console: Console
  private var log: RunLog?

  /// The stages of a run; those that `stages.json` lists are done.
  init(_ folder: RunFolder, _ console: Console) throws {
    self.folder = folder
    self.console = console
    list = try StageList(path: folder.appending("stages.json"))
  }

  /// Trains a stage to its end, from its saved state where there is one.
  ///
  /// - Parameter start: the model to begin with where there is no saved state
  mutating func carryOut(_ stage: LanguageModelStage, from start: () throws -> LanguageModel) throws {
    if list[stage.name] != nil { return }
    let state = folder.appending(stage.stateFolder)
    let saved = folder.isResumed && exists(state + "/state.json") ? try TrainingState(folder: state) : nil
    let resumes = saved?.stage == stage.name
    if log == nil {
      // Lines after the last saved step will be made again.
      let isBegun = folder.isResumed && exists(folder.appending("metrics.jsonl"))
      log = try RunLog(
        path: folder.appending("metrics.jsonl"),
        resumedStep: isBegun ? list.lastStep + (resumes ? saved!.step : 0) : nil)
    }
    console.say("\n\(stage.name): \(counted(stage.settings.epochs, "epoch"))")
    let subject = try resumes ? LanguageModel.open(state) : start()
    try list.append(
      stage.run(subject, in: folder, resumes: resumes, firstStep: list.lastStep, log: log!, console: console))
  }
}
