/// The beginning of a text for a message: at most `limit` Unicode scalars, then "…" if the text is longer.
///
/// It counts scalars because one character can have any number of them, as in a hostile file.
public func excerpt(_ text: some StringProtocol, limit: Int = 80) -> String {
  let scalars = text.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
    end < scalars.endIndex
  else { return String(text) }
  return String(String.UnicodeScalarView(scalars[..<end])) + "…"
}

/// The lines of a list for a message: at most `limit` of them, then the number of the others.
public func listed(_ lines: [String], limit: Int = 20, separator: String = "\n  ") -> String {
  let rest = lines.count - limit
  return lines.prefix(limit).joined(separator: separator) + (rest > 0 ? separator + "… and \(rest) more" : "")
}
