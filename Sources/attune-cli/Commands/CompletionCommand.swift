internal import Attune

extension Command {
  static let completion = Command(
    "completion", "Print a completion script for your shell",
    arguments: [
      Argument("shell", help: "bash, zsh or fish.", completion: .words(CompletionScript.shells))
    ],
    examples: [
      ("source <(attune completion bash)", "in ~/.bashrc"),
      ("source <(attune completion zsh)", "in ~/.zshrc, after compinit"),
      ("attune completion fish | source", "in ~/.config/fish/config.fish"),
    ]
  ) { invocation in
    let shell = invocation.arguments[0]
    let script = CompletionScript(recipes: invocation.recipes)
    switch shell {
    case "bash": invocation.console.print(script.bash)
    case "zsh": invocation.console.print(script.zsh)
    case "fish": invocation.console.print(script.fish)
    default:
      let near = suggestion(for: shell, among: CompletionScript.shells).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        "there is no completion for '\(shell)', only for bash, zsh and fish\(near)", command: "completion")
    }
  }
}
