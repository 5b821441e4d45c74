package import Base

/// The origin of a resumed run, as its checkpoints record it.
package enum RunOrigin {
  /// Refuses to resume with other data or another base model than at the start of the run.
  ///
  /// - Parameters:
  ///   - about: the record that a checkpoint of the run would have now
  /// - Throws: a problem for each difference
  package static func requireSame(_ about: JSON.Object, as folder: RunFolder) throws {
    guard folder.isResumed, let before = first(in: folder) else { return }
    let data = about["data_sha256"]?.object ?? [:]
    let problems =
      changes(of: data, since: before)
      + [change("the base model's model.safetensors is", before["base_model_sha256"], about["base_model_sha256"])]
      .compactMap(\.self)
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  /// The same check for the data only, before a saved state is opened that may not fit them.
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
    // An old checkpoint does not record the hash.
    guard let before, before != now else { return nil }
    return "\(what) not the same as at the start of the run: its SHA-256 is \(shown(now)), and was \(shown(before)):"
      + " restore the original, or start again with --overwrite"
  }

  /// Records the machine and the version that run this part, and keeps those of earlier parts if they were different.
  ///
  /// - Parameter about: the record of the state from which the run resumes, or of a new model
  /// - Returns: a remark for the user, if any
  package static func noteEnvironment(in about: inout JSON.Object) -> String? {
    let now = JSON.object(runEnvironment())
    defer { about["environment"] = now }
    guard let before = about["environment"] else { return nil }
    // The number of threads does not change the result. Keys that an earlier version did not record are not compared.
    let changed = (before.object?.members ?? []).filter { $0.key != "threads" && $0.value != now[$0.key] }.map {
      "\($0.key) was \($0.value.compact), is \(now[$0.key]?.compact ?? "not there")"
    }
    if changed.isEmpty { return nil }
    about["earlier_environments"] = .array((about["earlier_environments"]?.array ?? []) + [before])
    return "this part of the run has another environment, so its result may differ from that of an uninterrupted run: "
      + changed.joined(separator: "; ")
  }

  /// Skips a damaged checkpoint: the code that reads its weights reports the damage.
  private static func first(in folder: RunFolder) -> JSON? {
    for name in RunFolder.checkpoints + ["previous"] {
      let path = folder.appending(name + "/attune.json")
      if exists(path), let about = try? JSON(parsingFile: path) { return about }
    }
    return nil
  }

  private static func shown(_ hash: JSON?) -> String { hash?.string ?? "not there" }
}
