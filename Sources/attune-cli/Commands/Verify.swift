internal import Attune

extension Command {
  private static let output = Flag(
    "output", short: "o", value: "DIR", help: "Where the second run goes; <run>-again without it.", completion: .folders
  )

  static let verify = Command(
    "verify", "Carry a finished run out again and compare",
    discussion: """
      Trains again with the settings that the run's folder holds, and compares the
      weights of every checkpoint and every score, bit for bit. Where something
      differs, it says what is known to cause it: another version, other kernels or
      another library, other data. Threads are no cause. The second run's folder
      stays where something differs. Exit code 1 says that something does.
      """,
    arguments: [Argument("run", help: "A run's folder, such as runs/sentiment.", completion: .folders)],
    flags: [output], examples: [("attune verify runs/sentiment", "was it what it says?")]
  ) { invocation in
    let folder = invocation.arguments[0]
    guard exists(folder + "/config.yaml") else {
      throw UsageError("\(folder) is no run's folder: there is no config.yaml in it", command: "verify")
    }
    let target = try RunTarget(folder, in: invocation.application, command: "verify")
    let copy = invocation.value(output) ?? (folder.hasSuffix("/") ? String(folder.dropLast()) : folder) + "-again"
    if exists(copy) {
      throw UsageError("\(copy) is there already: remove it, or give --output DIR", command: "verify")
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

/// A second run that came out otherwise.
private struct VerificationFailed: Error, CustomStringConvertible {
  let folder: String
  let copy: String

  var description: String { "\(copy) did not come out as \(folder) did; both are kept" }
}
