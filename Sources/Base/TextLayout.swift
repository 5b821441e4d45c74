/// A number with a fixed number of digits after the point, rounded to nearest.
public func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return "\(value)" }
  let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
  let rounded = (abs(value) * scale).rounded()
  guard rounded < 9e18 else { return "\(value)" }
  let whole = String(Int(rounded))
  let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
  let sign = value < 0 && rounded != 0 ? "-" : ""
  if digits == 0 { return sign + padded }
  return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}

/// A duration in seconds as text: "48 s", "3 min 20 s", "2 h 05 min".
public func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "unknown" }
  let whole = Int(seconds.rounded())
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  if seconds < 10 { return fixed(seconds, 1) + " s" }
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
  return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
}

/// A fraction as a percentage: 0.667 is "66.7%".
public func percent(_ share: Double) -> String { fixed(100 * share, 1) + "%" }

/// "1 line", "2 lines".
public func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension String {
  /// The string with spaces added up to a width in characters: at its end, or at its start if `right` is false.
  public func padded(to width: Int, right: Bool = true) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return right ? self + space : space + self
  }
}
