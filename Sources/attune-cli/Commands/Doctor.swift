internal import Attune

extension Command {
  static let doctor = Command(
    "doctor", "Say what this machine offers and what is missing",
    examples: [("attune doctor", "CPU, kernels, threads, BLAS, models, data")]
  ) { invocation in
    for (name, value) in Machine.facts + Hub.facts {
      invocation.console.say(invocation.console.styled((name + ":").padded(to: 14), .bold) + value)
    }
  }
}
