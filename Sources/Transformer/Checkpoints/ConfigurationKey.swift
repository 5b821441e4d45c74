internal import Base

/// One key of `config.json`: how it is read into a configuration and how it is written from one.
///
/// A model family declares each of its keys once. Keys are read and written in the order of their declaration.
struct ConfigurationKey<Configuration>: Sendable {
  /// The key.
  let name: String
  /// Reads the value, or takes its default; every problem is noted.
  let read: @Sendable (inout ConfigurationReader, inout Configuration) -> Void
  /// The value to write; nil if the key is not written.
  let write: @Sendable (Configuration) -> JSON?

  /// A whole number; without a default the key is required.
  static func integer(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Int> & Sendable), in range: ClosedRange<Int>,
    default fallback: Int? = nil
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.integer(name, in: range, default: fallback) },
      write: { .integer($0[keyPath: path]) })
  }

  /// A whole number whose default follows from keys before it.
  static func integer(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Int> & Sendable), in range: ClosedRange<Int>,
    defaultOf fallback: @escaping @Sendable (Configuration) -> Int
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.integer(name, in: range, default: fallback($1)) },
      write: { .integer($0[keyPath: path]) })
  }

  /// A number.
  static func number(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Double> & Sendable), in range: ClosedRange<Double>,
    default fallback: Double
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.number(name, in: range, default: fallback) },
      write: { .number($0[keyPath: path]) })
  }

  /// A number whose default is that of a key before it.
  static func number(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Double> & Sendable), in range: ClosedRange<Double>,
    defaultOf fallback: any (KeyPath<Configuration, Double> & Sendable)
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.number(name, in: range, default: $1[keyPath: fallback]) },
      write: { .number($0[keyPath: path]) })
  }

  /// One of some strings; the first of equal values is written.
  static func choice<Value: Equatable & Sendable>(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Value> & Sendable), _ choices: [(String, Value)],
    default fallback: Value
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.choice(name, choices, default: fallback) },
      write: { configuration in
        choices.first { $0.1 == configuration[keyPath: path] }.map { .string($0.0) }
      })
  }

  /// true or false.
  static func flag(
    _ name: String, _ path: any (WritableKeyPath<Configuration, Bool> & Sendable), default fallback: Bool
  ) -> Self {
    Self(
      name: name, read: { $1[keyPath: path] = $0.flag(name, default: fallback) },
      write: { .bool($0[keyPath: path]) })
  }

  /// A key of which one value is supported, which is also the default; it is not written.
  static func fixed(_ name: String, _ only: JSON, _ reason: String) -> Self {
    Self(name: name, read: { reader, _ in reader.fixed(name, only, reason) }, write: { _ in nil })
  }

  /// A key that a new model has with the value null; it is not read.
  static func null(_ name: String) -> Self { Self(name: name, read: { _, _ in }, write: { _ in .null }) }
}

extension ConfigurationReader {
  /// Reads all keys into a configuration.
  mutating func read<Configuration>(
    _ keys: [ConfigurationKey<Configuration>], into configuration: inout Configuration
  ) {
    for key in keys { key.read(&self, &configuration) }
  }
}

/// The members of `config.json` that some keys write.
func members<Configuration>(
  _ keys: [ConfigurationKey<Configuration>], of configuration: Configuration
) -> [(String, JSON)] {
  keys.compactMap { key in key.write(configuration).map { (key.name, $0) } }
}
