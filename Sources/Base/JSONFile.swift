/// A parsed JSON text takes many times its bytes; a run's own files have a few kilobytes.
private let largestFile = 64 << 20

extension JSON {
  /// Parses the JSON text in a file of at most 64 MiB.
  ///
  /// - Throws: `FileError` where the file cannot be read, `InputError` with path and place where it is not JSON.
  public init(parsingFile path: String) throws {
    let bytes = try readFile(path, limit: largestFile)
    do { self = try JSON(parsing: bytes) } catch { throw InputError.problem("\(path): \(error)") }
  }
}
