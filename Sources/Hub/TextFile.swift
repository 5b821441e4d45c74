internal import Base

/// Checks the contents of a small file: a JSON object, or lines of text, and no web page.
///
/// - Throws: `HubError.wrongContent`, `FileError`
func checkText(_ path: String) throws {
  let bytes = try readFile(path)
  if path.hasSuffix(".json") {
    do {
      guard try JSON(parsing: bytes).object != nil else {
        throw HubError.wrongContent(file: fileName(path), problem: "it is not a JSON object")
      }
    } catch let error as JSONError {
      throw HubError.wrongContent(file: fileName(path), problem: "it is not JSON (\(error))")
    }
    return
  }
  guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
    throw HubError.wrongContent(file: fileName(path), problem: "it is empty, or not UTF-8")
  }
  let start = text.prefix(200).lowercased().drop(while: \.isWhitespace)
  if start.hasPrefix("<!doctype") || start.hasPrefix("<html") {
    throw HubError.wrongContent(file: fileName(path), problem: "it is a web page")
  }
}
