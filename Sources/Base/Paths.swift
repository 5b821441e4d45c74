/// The path of the parent folder, and the last part of a path.
func splitPath(_ path: String) -> (parent: String, name: String) {
  var trimmed = path[...]
  while trimmed.utf8.count > 1 && trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
  guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
  let parent = trimmed[..<slash]
  return (parent.isEmpty ? "/" : String(parent), String(trimmed[trimmed.index(after: slash)...]))
}

/// The path itself or the nearest folder above it that exists; at last "." or "/".
public func nearestExisting(_ path: String) -> String {
  var place = path
  while !exists(place) {
    let parent = splitPath(place).parent
    if parent == place { break }
    place = parent
  }
  return place
}
