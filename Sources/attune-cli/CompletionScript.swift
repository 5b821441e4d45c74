internal import Attune

/// The shell scripts of `attune completion`, made from the table of commands and the list of recipes.
struct CompletionScript {
  static let shells = ["bash", "zsh", "fish"]

  let recipes: [any Recipe.Type]

  private var recipeNames: [String] { recipes.map { $0.name } }
  private var configNames: [String] { recipes.flatMap { recipe in recipe.configs.map { "\(recipe.name)/\($0.name)" } } }

  /// Words to choose from and the kind of path, where there is one.
  private struct Offer {
    var words: [String] = []
    var files: String?
    var isSetting = false
  }

  private func offer(_ completion: Completion) -> Offer {
    switch completion {
    case .nothing: Offer()
    case .files: Offer(files: "file")
    case .folders: Offer(files: "folder")
    case .runs: Offer(words: recipeNames + configNames, files: "file")
    case .configs: Offer(words: recipeNames + configNames)
    case .settings: Offer(words: unique(recipes.flatMap { $0.settingKeys }).map { $0 + "=" }, isSetting: true)
    case .commands: Offer(words: commands.map(\.name))
    case .words(let words): Offer(words: words)
    }
  }

  private func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }

  /// The two spellings of a flag.
  private func spellings(_ flag: Flag) -> [String] { ["--" + flag.name] + (flag.short.map { ["-" + $0] } ?? []) }

  // MARK: bash

  var bash: String {
    """
    # Completion of attune for bash: source <(attune completion bash)
    _attune() {
      local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
      COMPREPLY=()
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "\(commands.map(\.name).joined(separator: " ")) --help --version" -- "$current"))
        return
      fi
      case "${COMP_WORDS[1]} $previous" in
    \(lines(commands.flatMap(bashFlagValues), indent: 4))
        *) ;;
      esac
      case "${COMP_WORDS[1]}" in
    \(lines(commands.flatMap(bashCommand), indent: 4))
      esac
    }
    complete -F _attune attune

    """
  }

  private func bashFlagValues(_ command: Command) -> [String] {
    command.flags.filter { $0.value != nil }.map { flag in
      let patterns = spellings(flag).map { "\"\(command.name) \($0)\"" }.joined(separator: "|")
      return "\(patterns)) \(bashOffer(flag.completion)); return ;;"
    }
  }

  private func bashCommand(_ command: Command) -> [String] {
    let flags = command.allFlags.flatMap(spellings).joined(separator: " ")
    var lines = ["\(command.name))", "  case \"$COMP_CWORD $current\" in"]
    lines.append("    *\" -\"*) COMPREPLY=($(compgen -W \"\(flags)\" -- \"$current\")) ;;")
    for (index, argument) in command.arguments.enumerated() {
      let isLast = index == command.arguments.count - 1
      let pattern = isLast && argument.count == .any ? "*" : "\"\(index + 2) \"*"
      lines.append("    \(pattern)) \(bashOffer(argument.completion)) ;;")
    }
    return lines + ["  esac", "  ;;"]
  }

  private func bashOffer(_ completion: Completion) -> String {
    let offer = offer(completion)
    var words: [String] = []
    if offer.files == "file" { words.append("-f") }
    if offer.files == "folder" { words.append("-d") }
    if !offer.words.isEmpty { words.append("-W \"\(offer.words.joined(separator: " "))\"") }
    if words.isEmpty { return ":" }
    let space = offer.isSetting ? "compopt -o nospace; " : offer.files != nil ? "compopt -o filenames; " : ""
    return "\(space)COMPREPLY=($(compgen \(words.joined(separator: " ")) -- \"$current\"))"
  }

  // MARK: zsh

  var zsh: String {
    """
    #compdef attune
    # Completion of attune for zsh: source <(attune completion zsh)
    _attune() {
      local -a offered
      if (( CURRENT == 2 )); then
        offered=(\(commands.map { single("\($0.name):\($0.summary)") }.joined(separator: " ")))
        _describe 'command' offered
        return
      fi
      case "$words[2] $words[CURRENT-1]" in
    \(lines(commands.flatMap(zshFlagValues), indent: 4))
        *) ;;
      esac
      case "$words[2]" in
    \(lines(commands.flatMap(zshCommand), indent: 4))
      esac
    }
    if [ "$funcstack[1]" = "_attune" ]; then _attune "$@"; else compdef _attune attune; fi

    """
  }

  private func zshFlagValues(_ command: Command) -> [String] {
    command.flags.filter { $0.value != nil }.map { flag in
      let patterns = spellings(flag).map { "\"\(command.name) \($0)\"" }.joined(separator: "|")
      return "\(patterns)) \(zshOffer(flag.completion)); return ;;"
    }
  }

  private func zshCommand(_ command: Command) -> [String] {
    let flags = command.allFlags.map { single("--\($0.name):\($0.help)") }.joined(separator: " ")
    var lines = [
      "\(command.name))", "  if [[ $PREFIX == -* ]]; then", "    offered=(\(flags))", "    _describe 'flag' offered",
    ]
    for (index, argument) in command.arguments.enumerated() {
      let isLast = index == command.arguments.count - 1
      let test = isLast && argument.count == .any ? "(( CURRENT >= \(index + 3) ))" : "(( CURRENT == \(index + 3) ))"
      lines += ["  elif \(test); then", "    \(zshOffer(argument.completion))"]
    }
    return lines + ["  fi", "  ;;"]
  }

  private func zshOffer(_ completion: Completion) -> String {
    let offer = offer(completion)
    var parts: [String] = []
    if !offer.words.isEmpty {
      parts.append("compadd \(offer.isSetting ? "-S '' " : "")-- \(offer.words.joined(separator: " "))")
    }
    if let files = offer.files { parts.append(files == "folder" ? "_files -/" : "_files") }
    return parts.isEmpty ? ":" : parts.joined(separator: "; ")
  }

  // MARK: fish

  var fish: String {
    let names = commands.map { command in
      "complete -c attune -f -n __fish_use_subcommand -a \(command.name) -d \(single(command.summary))"
    }
    return
      (["# Completion of attune for fish: attune completion fish | source"] + names + commands.flatMap(fishCommand))
      .joined(separator: "\n") + "\n"
  }

  private func fishCommand(_ command: Command) -> [String] {
    let seen = "complete -c attune -n '__fish_seen_subcommand_from \(command.name)'"
    let flags = command.allFlags.map { flag in
      let short = flag.short.map { " -s \($0)" } ?? ""
      let value = flag.value == nil ? "" : " -r" + fishOffer(flag.completion)
      return "\(seen) -l \(flag.name)\(short)\(value) -d \(single(flag.help))"
    }
    let arguments = command.arguments.map { seen + fishOffer($0.completion) }
    return flags + (arguments.isEmpty ? ["\(seen) -f"] : arguments)
  }

  private func fishOffer(_ completion: Completion) -> String {
    let offer = offer(completion)
    var words = offer.words
    if offer.files == "folder" { words.append("(__fish_complete_directories)") }
    return (offer.files == "file" ? " -F" : " -f")
      + (words.isEmpty ? "" : " -a \(single(words.joined(separator: " ")))")
  }

  // MARK: text

  /// In single quotes, as all three shells read them.
  private func single(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
  }

  private func lines(_ lines: [String], indent: Int) -> String {
    lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
  }
}
