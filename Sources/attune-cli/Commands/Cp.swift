internal import Attune
internal import FoundationEssentials

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
      ("attune cp sentiment/sst2 my.yaml --force", "over a file that exists"),
    ]
  ) { invocation in
    let config = try ShippedConfig.require(invocation, command: "cp")
    var path = invocation.arguments[1]
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      path += (path.hasSuffix("/") ? "" : "/") + config.name + ".yaml"
    }
    if FileManager.default.fileExists(atPath: path), !invocation.has(force) {
      throw UsageError("\(path) exists; --force overwrites it", command: "cp")
    }
    do {
      try Data(config.yaml).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure("cannot write \(path): \(systemReason(error))")
    }
    invocation.console.say("wrote \(path)")
  }
}

/// A command that was understood and could not be carried out.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
