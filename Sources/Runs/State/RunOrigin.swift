package import Base

/// What the checkpoints of a run that goes on say of where it began.
package enum RunOrigin {
  /// Refuses to go on with other data or another base model than the run began with.
  ///
  /// - Parameters:
  ///   - about: what a checkpoint of the run would say now
  /// - Throws: naming everything that differs
  package static func requireSame(_ about: JSON.Object, as folder: RunFolder) throws {
    guard folder.isResumed, let before = first(in: folder) else { return }
    let data = about["data_sha256"]?.object ?? [:]
    let problems =
      changes(of: data, since: before)
      + [change("the base model's model.safetensors is", before["base_model_sha256"], about["base_model_sha256"])]
      .compactMap(\.self)
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  /// The same of the data alone, before a saved state is opened that may not fit them.
  ///
  /// - Parameter data: the hash of each split
  package static func requireSame(data: JSON.Object, as saved: SavedStates.Found) throws {
    let problems = changes(of: data, since: try JSON(parsingFile: saved.folder + "/attune.json"))
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  private static func changes(of data: JSON.Object, since before: JSON) -> [String] {
    (before["data_sha256"]?.object?.members ?? []).compactMap {
      change("the \($0.key) data are", $0.value, data[$0.key])
    }
  }

  private static func change(_ what: String, _ before: JSON?, _ now: JSON?) -> String? {
    // A checkpoint of before these were recorded says nothing.
    guard let before, before != now else { return nil }
    return "\(what) not what the run began with: its SHA-256 is \(shown(now)), and was \(shown(before)):"
      + " put back what was there, or begin again with --overwrite"
  }

  /// Notes the machine and the version that go on with a run, and keeps those of its earlier parts where they were others.
  ///
  /// - Parameter about: of the state that is gone on from, or of a new model
  /// - Returns: what the user should know of it, if anything
  package static func noteEnvironment(in about: inout JSON.Object) -> String? {
    let now = JSON.object(runEnvironment())
    defer { about["environment"] = now }
    guard let before = about["environment"] else { return nil }
    // Any number of threads gives the same bits, and what an earlier version did not record says nothing.
    let changed = (before.object?.members ?? []).filter { $0.key != "threads" && $0.value != now[$0.key] }.map {
      "\($0.key) was \($0.value.compact), is \(now[$0.key]?.compact ?? "not there")"
    }
    if changed.isEmpty { return nil }
    about["earlier_environments"] = .array((about["earlier_environments"]?.array ?? []) + [before])
    return "this part of the run is made in another environment, so its bits are not those of one made at a stretch: "
      + changed.joined(separator: "; ")
  }

  /// A damaged checkpoint is passed over: whoever reads its weights reports it.
  private static func first(in folder: RunFolder) -> JSON? {
    for name in RunFolder.checkpoints + ["previous"] {
      let path = folder.appending(name + "/attune.json")
      if exists(path), let about = try? JSON(parsingFile: path) { return about }
    }
    return nil
  }

  private static func shown(_ hash: JSON?) -> String { hash?.string ?? "not there" }
}
