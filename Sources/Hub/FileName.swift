/// The last part of a path or of a URL.
func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
