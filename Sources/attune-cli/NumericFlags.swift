extension Invocation {
  /// The integer value of a flag, or nil without the flag.
  func integer(_ flag: Flag, in range: ClosedRange<Int>, command: String) throws(UsageError) -> Int? {
    guard let text = value(flag) else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    let expected =
      range.upperBound == .max
      ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    throw UsageError("--\(flag.name) takes a whole number \(expected), not '\(text)'", command: command)
  }

  /// The numeric value of a flag, or nil without the flag.
  func number(_ flag: Flag, in range: ClosedRange<Double>, command: String) throws(UsageError) -> Double? {
    guard let text = value(flag) else { return nil }
    if let number = Double(text), range.contains(number) { return number }
    throw UsageError(
      "--\(flag.name) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'", command: command)
  }
}
