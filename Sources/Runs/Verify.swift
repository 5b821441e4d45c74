internal import Base

/// Runs a finished run again and compares every bit: what `attune verify` does.
public enum Verification {
  /// What was compared.
  public struct Outcome: Sendable {
    /// Whether all compared things are the same.
    public let isSame: Bool
    /// One line for each thing that was compared, and one for each known reason of a difference.
    public let lines: [String]
  }

  /// The members of `results.json` that are scores: those of a split name its data.
  private static func scores(_ results: [JSON]) -> [String] {
    Set(results.flatMap { $0.object?.members.filter { $0.value["data_sha256"] != nil }.map(\.key) ?? [] }).sorted()
  }

  /// - Parameters:
  ///   - folder: a run's folder
  ///   - plan: the run that its `config.yaml` describes
  ///   - copy: the folder of the second run, which stays only where something differs
  /// - Throws: where the run is not finished, or the second one fails.
  public static func run(_ folder: String, plan: PlannedRun, copy: String, console: Console) throws -> Outcome {
    guard exists(folder + "/results.json") else {
      throw InputError.problem(
        "\(folder) has no results.json: the run is not finished. Go on with it: attune run \(folder) --resume")
    }
    for name in RunFolder.checkpoints where exists(folder + "/" + name) { try checkWhole(folder + "/" + name) }
    console.say("running again in \(copy)")
    try plan.run(in: copy, existing: .replace, console)

    var lines: [String] = []
    var isSame = true
    func compare(_ what: String, _ old: String?, _ new: String?) {
      if old == new {
        lines.append("same       " + what)
      } else {
        isSame = false
        lines.append("different  \(what): \(old ?? "missing") then, \(new ?? "missing") now")
      }
    }
    for name in RunFolder.checkpoints where exists(folder + "/" + name) || exists(copy + "/" + name) {
      compare("weights of \(name)", try hash(folder + "/" + name), try hash(copy + "/" + name))
    }
    let (old, new) = (try JSON(parsingFile: folder + "/results.json"), try JSON(parsingFile: copy + "/results.json"))
    for name in scores([old, new]) {
      let (before, now) = (numbers(old[name]), numbers(new[name]))
      let shared = before.keys.filter { now[$0] != nil }.sorted()
      compare("scores on \(name)", shown(before, shared), shown(now, shared))
    }
    if !isSame { lines += try reasons(folder, copy) }
    return Outcome(isSame: isSame, lines: lines)
  }

  /// What is known to make other bits: another machine, another version, other data.
  ///
  /// Each checkpoint says it of the part of the run that made it, so all are asked.
  private static func reasons(_ folder: String, _ copy: String) throws -> [String] {
    var lines: [String] = []
    for name in RunFolder.checkpoints {
      let paths = [folder, copy].map { "\($0)/\(name)/attune.json" }
      guard paths.allSatisfy(exists) else { continue }
      let found = reasons(try JSON(parsingFile: paths[0]), try JSON(parsingFile: paths[1]))
      lines += found.filter { !lines.contains($0) }
    }
    return lines.isEmpty
      ? ["No reason is known: version, kernels, library and data are the same. Please report this."] : lines
  }

  private static func reasons(_ old: JSON, _ new: JSON) -> [String] {
    var lines: [String] = []
    for section in ["environment", "data_sha256"] {
      let keys = (old[section]?.object?.keys ?? []) + (new[section]?.object?.keys ?? [])
      for (index, key) in keys.enumerated() where keys.firstIndex(of: key) == index && key != "threads" {
        let (before, now) = (old[section]?[key], new[section]?[key])
        if before == now { continue }
        let what = section == "environment" ? key : "the \(key) data (SHA-256)"
        lines.append(
          "reason     \(what): \(before?.compact ?? "not recorded") then, \(now?.compact ?? "not recorded") now")
      }
    }
    for earlier in old["earlier_environments"]?.array ?? [] {
      lines.append("reason     a part of the run was made in another environment: \(earlier.compact)")
    }
    if old["base_model_sha256"] != new["base_model_sha256"] {
      lines.append("reason     the base model's weights are others")
    }
    return lines
  }

  /// Refuses a checkpoint whose weights are not those that it was written with.
  private static func checkWhole(_ checkpoint: String) throws {
    let recorded = try JSON(parsingFile: checkpoint + "/attune.json")["model_sha256"]?.string
    if let recorded, try hash(checkpoint) != recorded {
      throw InputError.problem(
        "\(checkpoint)/model.safetensors is not the file that the run wrote: its SHA-256 differs from attune.json's")
    }
  }

  private static func hash(_ checkpoint: String) throws -> String? {
    let path = checkpoint + "/model.safetensors"
    return exists(path) ? try SHA256.hexadecimal(ofFile: path) : nil
  }

  /// The scores that are numbers, by name. What one version records and another does not is no difference.
  private static func numbers(_ scores: JSON?) -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: (scores?.object?.members ?? []).compactMap { name, value in value.number.map { (name, $0) }
      })
  }

  /// Some of them on a line; nil without any.
  private static func shown(_ scores: [String: Double], _ names: [String]) -> String? {
    scores.isEmpty ? nil : names.map { "\($0) \(scores[$0]!)" }.joined(separator: ", ")
  }
}
