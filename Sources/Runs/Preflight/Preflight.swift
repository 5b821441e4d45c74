internal import Base
public import Configuration

/// The checks before the first step of a run: problems, which prevent the run, remarks, which do not, and facts such as
/// the memory that the run needs.
///
/// `attune validate` shows all of them. A run makes the same checks with the same code, and shows the remarks.
public final class Preflight {
  /// The extent of the checks.
  public enum Extent: Sendable {
    /// Check files only: the settings have problems, so no model can be made.
    case files
    /// Check everything without running the model.
    case everything
    /// Check everything and time a few steps in memory, without writing anything.
    case timed
  }

  /// The extent of the checks.
  public let extent: Extent
  /// The run's folder, whether it exists or not.
  public let folder: String
  /// Invalid settings, with their locations.
  public private(set) var settingProblems: [LocatedProblem] = []
  /// All other problems that prevent the run, each with its location.
  public private(set) var problems: [String] = []
  /// Remarks for the user that do not prevent the run.
  public private(set) var remarks: [String] = []
  /// Rows of the table: names and values.
  public private(set) var facts: [(name: String, text: String)] = []

  /// A preflight without results.
  public init(_ extent: Extent, folder: String) {
    self.extent = extent
    self.folder = folder
  }

  /// Runs a check; if it throws, notes the problem and returns nil.
  package func attempt<Value>(_ body: () throws -> Value) -> Value? {
    do { return try body() } catch InputError.problems(let found) { problems += found } catch { problem("\(error)") }
    return nil
  }

  package func problem(_ text: String) { problems.append(text) }
  package func remark(_ text: String) { remarks.append(text) }
  package func fact(_ name: String, _ text: String) { facts.append((name, text)) }
  package func add(_ problems: [LocatedProblem]) { settingProblems += problems }

  /// Throws all problems at once if there are any.
  public func check() throws(PreflightError) {
    if settingProblems.isEmpty && problems.isEmpty { return }
    throw PreflightError(settings: settingProblems, others: problems)
  }

  /// The result of a check. It exists if there are no problems.
  package func require<Value>(_ value: Value?) throws -> Value {
    try check()
    guard let value else {
      throw InputError.problem("a file of the run disappeared during the checks: try again")
    }
    return value
  }

  /// Facts and remarks, one per line.
  public var table: [String] {
    let rows = facts + remarks.map { ("remark", $0) }
    let width = rows.reduce(0) { max($0, $1.name.count) } + 2
    return rows.map { "  " + $0.name.padded(to: width) + $0.text }
  }
}

/// The message for a file that the settings name and that does not exist.
package func missing(_ path: String) -> String {
  if path.hasPrefix("~") {
    return "there is no such file: only the shell replaces ~ by the home folder, so write the full path"
  }
  return "there is no such file" + (path.hasPrefix("/") ? "" : " (paths are relative to \(currentFolder))")
}

/// All problems that prevent a run.
public struct PreflightError: Error, Sendable, CustomStringConvertible {
  /// Problems of the settings, with locations.
  public let settings: [LocatedProblem]
  /// Problems of files, data and model.
  public let others: [String]

  /// Number of problems.
  public var count: Int { settings.count + others.count }

  /// One problem per line. Of each kind, problems after the twentieth are only counted.
  public var description: String {
    let rest = others.count - 20
    let lines = settings.isEmpty ? [] : [ConfigurationError.invalid(settings).description]
    return (lines + others.prefix(20) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }
}
