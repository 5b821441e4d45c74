package import Base

/// What the checkpoints of a run that goes on say of where it began.
package enum RunOrigin {
  /// Checkpoints of a run, those that it goes on from first.
  private static let checkpoints = ["last", "previous", "pretrained", "best"]

  /// Refuses to go on with other data or another base model than the run began with.
  ///
  /// - Parameters:
  ///   - about: what a checkpoint of the run would say now
  /// - Throws: naming everything that differs
  static func requireSame(_ about: JSON.Object, as folder: RunFolder) throws {
    guard folder.isResumed, let before = first(in: folder) else { return }
    var problems: [String] = []
    func compare(_ what: String, _ before: JSON?, _ now: JSON?) {
      // A checkpoint of before these were recorded says nothing.
      guard let before, before != now else { return }
      problems.append(
        "\(what) not what the run in \(folder.path) began with: its SHA-256 is \(shown(now)), and was \(shown(before)):"
          + " put back what was there, or begin again with --overwrite")
    }
    for split in before["data_sha256"]?.object?.keys ?? [] {
      compare("the \(split) data are", before["data_sha256"]?[split], about["data_sha256"]?[split])
    }
    compare("the base model's model.safetensors is", before["base_model_sha256"], about["base_model_sha256"])
    if !problems.isEmpty { throw RecipeError.list(problems) }
  }

  /// Notes the machine and the version that go on with a run, and keeps those of its earlier parts where they were others.
  ///
  /// - Parameter about: of the state that is gone on from, or of a new model
  /// - Returns: what the user should know of it, if anything
  package static func noteEnvironment(in about: inout JSON.Object) -> String? {
    let now = JSON.object(runEnvironment())
    defer { about["environment"] = now }
    guard let before = about["environment"], withoutThreads(before) != withoutThreads(now) else { return nil }
    about["earlier_environments"] = .array((about["earlier_environments"]?.array ?? []) + [before])
    let changed = (now.object?.keys ?? []).filter { $0 != "threads" && before[$0] != now[$0] }.map {
      "\($0) was \(before[$0]?.compact ?? "not recorded"), is \(now[$0]?.compact ?? "")"
    }
    return "this part of the run is made in another environment, so its bits are not those of one made at a stretch: "
      + changed.joined(separator: "; ")
  }

  /// Any number of threads gives the same bits.
  private static func withoutThreads(_ environment: JSON) -> JSON.Object {
    var members = environment.object ?? [:]
    members["threads"] = nil
    return members
  }

  /// A damaged checkpoint is passed over: whoever reads its weights reports it.
  private static func first(in folder: RunFolder) -> JSON? {
    for name in checkpoints {
      let path = folder.appending(name + "/attune.json")
      if exists(path), let about = try? JSON(parsingFile: path) { return about }
    }
    return nil
  }

  private static func shown(_ hash: JSON?) -> String { hash?.string ?? "not there" }
}
