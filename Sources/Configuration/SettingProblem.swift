/// A setting with an invalid value.
public struct SettingProblem: Equatable, Sendable {
  /// A dotted path of snake_case keys, relative to the settings that report it.
  public let key: String
  /// What is expected.
  public let message: String

  /// A problem with one setting.
  public init(key: String, message: String) {
    self.key = key
    self.message = message
  }
}

/// Joins the lines of a `problems()` function into one list.
@resultBuilder public enum SettingProblemBuilder {
  /// The problems of all lines, in order.
  public static func buildBlock(_ parts: [SettingProblem]...) -> [SettingProblem] { parts.flatMap { $0 } }
  /// A list.
  public static func buildExpression(_ part: [SettingProblem]) -> [SettingProblem] { part }
  /// One problem.
  public static func buildExpression(_ problem: SettingProblem) -> [SettingProblem] { [problem] }
  /// An `if` without `else`.
  public static func buildOptional(_ part: [SettingProblem]?) -> [SettingProblem] { part ?? [] }
  /// The first branch of an `if`.
  public static func buildEither(first part: [SettingProblem]) -> [SettingProblem] { part }
  /// The second branch of an `if`.
  public static func buildEither(second part: [SettingProblem]) -> [SettingProblem] { part }
  /// A `for` loop.
  public static func buildArray(_ parts: [[SettingProblem]]) -> [SettingProblem] { parts.flatMap { $0 } }
}
