internal import Base
public import Configuration

/// What is found out before the first step of a run: problems, which keep it from beginning, remarks, which do not, and
/// facts such as how much memory it will take.
///
/// `attune validate` shows all of it; a run makes the same checks with the same code, and shows the remarks.
public final class Preflight {
  /// How far to look.
  public enum Extent: Sendable {
    /// Only at files: the settings have problems of their own, so that no model can be made of them.
    case files
    /// At everything, without running the model.
    case everything
    /// At everything, and a few steps are timed, in this process and without writing anything.
    case timed
  }

  /// How far to look.
  public let extent: Extent
  /// The run's folder, whether it exists or not.
  public let folder: String
  /// Settings that cannot be meant, with their places.
  public private(set) var settingProblems: [LocatedProblem] = []
  /// Everything else that keeps the run from beginning, each with its place.
  public private(set) var problems: [String] = []
  /// What the user should know, though the run can begin.
  public private(set) var remarks: [String] = []
  /// Rows of the table: what is asked, and what was found.
  public private(set) var facts: [(name: String, text: String)] = []

  /// Nothing looked at yet.
  public init(_ extent: Extent, folder: String) {
    self.extent = extent
    self.folder = folder
  }

  /// Carries out a check, or notes why it failed.
  package func attempt<Value>(_ body: () throws -> Value) -> Value? {
    do { return try body() } catch InputError.problems(let found) { problems += found } catch { problem("\(error)") }
    return nil
  }

  package func problem(_ text: String) { problems.append(text) }
  package func remark(_ text: String) { remarks.append(text) }
  package func fact(_ name: String, _ text: String) { facts.append((name, text)) }
  package func add(_ problems: [LocatedProblem]) { settingProblems += problems }

  /// Throws all problems at once, if there are any.
  public func check() throws(PreflightError) {
    if settingProblems.isEmpty && problems.isEmpty { return }
    throw PreflightError(settings: settingProblems, others: problems)
  }

  /// What a check found or made, which is there where no problem is.
  package func require<Value>(_ value: Value?) throws -> Value {
    try check()
    guard let value else {
      throw InputError.problem("a file of the run vanished while it was being looked at: try again")
    }
    return value
  }

  /// Facts and remarks, a line each.
  public var table: [String] {
    let rows = facts + remarks.map { ("remark", $0) }
    let width = rows.reduce(0) { max($0, $1.name.count) } + 2
    return rows.map { "  " + $0.name.padded(to: width) + $0.text }
  }
}

/// What to say of a file that the settings name and that is not there.
package func missing(_ path: String) -> String {
  if path.hasPrefix("~") {
    return "there is no such file: ~ means a home folder to the shell alone, so write the path out"
  }
  return "there is no such file" + (path.hasPrefix("/") ? "" : " in \(currentFolder), from where paths are read")
}

/// Everything that keeps a run from beginning.
public struct PreflightError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with the settings, with places.
  public let settings: [LocatedProblem]
  /// What is wrong with files, data and model.
  public let others: [String]

  /// Number of problems.
  public var count: Int { settings.count + others.count }

  /// One problem after the other; those of one kind beyond twenty are counted.
  public var description: String {
    let rest = others.count - 20
    let lines = settings.isEmpty ? [] : [ConfigurationError.invalid(settings).description]
    return (lines + others.prefix(20) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }
}
