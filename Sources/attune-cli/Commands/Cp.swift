internal import Attune
internal import Glibc

extension Command {
  private static let force = Flag("force", short: "f", help: "Overwrite the file if it exists.")

  static let cp = Command(
    "cp", "Copy a shipped config to a file of your own",
    arguments: [
      .shippedConfig,
      Argument("file", help: "The file to write, or a folder to write it into.", completion: .files),
    ],
    flags: [force],
    examples: [
      ("attune cp sentiment my.yaml", "then edit my.yaml and: attune run my.yaml"),
      ("attune cp sentiment/sst2 my.yaml --force", "overwrite an existing file"),
    ]
  ) { invocation in
    let config = try ShippedConfig.require(invocation, command: "cp")
    var path = invocation.arguments[1]
    if isFolder(path) { path += (path.hasSuffix("/") ? "" : "/") + config.name + ".yaml" }
    if exists(path), !invocation.has(force) {
      throw UsageError("\(path) exists; --force overwrites it", command: "cp")
    }
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    if !isFolder(parent.isEmpty ? "/" : parent) { throw FileError("write", path, code: ENOENT) }
    do throws(FileError) {
      try writeFileDurably(path, config.yaml)
    } catch {
      // The error names the user's file, not the temporary file next to it.
      throw FileError(error.action, path, code: error.code)
    }
    invocation.console.say("wrote \(path)")
  }
}
