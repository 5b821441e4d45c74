/// A problem with a run's settings and the place where it was written.
public struct LocatedProblem: Equatable, Sendable, CustomStringConvertible {
  /// Where it was written.
  public let location: SettingLocation
  /// The setting, as a dotted path of keys (`optimizer.learning_rate`); empty where the problem concerns no single
  /// setting.
  public let key: String
  /// What was found, what is expected, what to do.
  public let message: String

  /// A problem at a place.
  public init(location: SettingLocation, key: String, message: String) {
    self.location = location
    self.key = key
    self.message = message
  }

  /// Finds the place of the deepest key on a problem's path that was written, and adds the value found there.
  init(_ problem: SettingProblem, in node: Node) {
    let keys = problem.key.split(separator: ".").map(String.init)
    var message = problem.message
    var location = SettingLocation.defaults
    for length in stride(from: keys.count, to: 0, by: -1) {
      guard let entry = node.entry(at: Array(keys.prefix(length))) else { continue }
      if length == keys.count { message += "; found \(entry.value.found)" }
      location = entry.location
      break
    }
    self.init(location: location, key: problem.key, message: message)
  }

  /// `my.yaml:3:1: optimizer.learning_rate: expected a number, found 'fast'`.
  public var description: String { "\(location): \(key.isEmpty ? "" : "\(key): ")\(message)" }
}
