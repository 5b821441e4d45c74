internal import Attune

extension Command {
  private static let output = Flag(
    "output", short: "o", value: "DIR", help: "Folder of the second run; <run>-again by default.", completion: .folders
  )

  static let verify = Command(
    "verify", "Repeat a finished run and compare the results",
    discussion: """
      Trains again with the settings in the run's folder, and compares the weights of
      every checkpoint and every score, bit for bit. If there is a difference, it lists
      the known causes: another version, other kernels or another library, other data
      (the number of threads is not a cause). The second run's folder is then kept, and
      the exit code is 1.
      """,
    arguments: [Argument("run", help: "A run's folder, such as runs/sentiment.", completion: .folders)],
    flags: [output], examples: [("attune verify runs/sentiment", "repeat the run and compare")]
  ) { invocation in
    let folder = invocation.arguments[0]
    guard exists(folder + "/config.yaml") else {
      throw UsageError("\(folder) is not a run's folder: there is no config.yaml in it", command: "verify")
    }
    let target = try RunTarget(folder, in: invocation.recipes, command: "verify")
    let copy = invocation.value(output) ?? (folder.hasSuffix("/") ? String(folder.dropLast()) : folder) + "-again"
    if exists(copy) {
      throw UsageError("\(copy) already exists: remove it, or give --output DIR", command: "verify")
    }
    Interruption.listen()
    let outcome = try Verification.run(folder, plan: target.plan([]), copy: copy, console: invocation.console)
    invocation.console.say("")
    for line in outcome.lines { invocation.console.say(line) }
    if outcome.isSame {
      try removeAll(copy)
    } else {
      throw VerificationFailed(folder: folder, copy: copy)
    }
  }
}

/// A second run with a different result.
private struct VerificationFailed: Error, CustomStringConvertible {
  let folder: String
  let copy: String

  var description: String { "the result in \(copy) differs from that in \(folder); both are kept" }
}
