import Attune
import Testing
import attune_cli

@Suite struct CommandLineTests {
  @Test func aloneItPrintsShortHelp() {
    let outcome = attune()
    #expect(outcome.code == 0)
    #expect(commands.allSatisfy { outcome.output.contains("  \($0.name) ") })
    #expect(outcome.output.split(separator: "\n").count < 25)
  }

  @Test func everyCommandHasHelpWithAnExample() {
    for command in commands {
      let outcome = attune(command.name, "--help")
      #expect(outcome.code == 0 && outcome.error.isEmpty, "\(command.name)")
      #expect(outcome.output.contains("Usage\n  attune \(command.name)"))
      #expect(outcome.output.contains("Examples\n  "))
      #expect(attune("help", command.name) == outcome)
      #expect(attune(command.name, "-h") == outcome)
      let longest = outcome.output.split(separator: "\n").map(\.count).max() ?? 0
      #expect(longest <= 105, "a line of the help of \(command.name) has \(longest) columns")
    }
  }

  @Test func everyExampleIsACommandLineThatParses() throws {
    for command in commands {
      #expect(!command.examples.isEmpty)
      for example in command.examples {
        // The side of a pipe that is ours, or what stands inside `<( )`.
        let sides = example.line.split(separator: "|")
        let line = (sides.first { $0.contains("attune ") } ?? "").replacing("source <(", with: "").replacing(
          ")", with: "")
        let words = shellWords(String(line))
        #expect(words.prefix(2) == ["attune", command.name])
        #expect(throws: Never.self, "\(example.line)") { try command.check(Array(words.dropFirst(2))) }
      }
    }
  }

  /// The words of a line; quotation marks hold words together.
  private func shellWords(_ line: String) -> [String] {
    line.split(separator: Character("\""), omittingEmptySubsequences: false).enumerated().flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: Character(" ")).map(String.init)
    }
  }

  @Test func version() {
    #expect(attune("--version") == Outcome(code: 0, output: "attune \(attuneVersion)\n", error: ""))
  }

  @Test(arguments: [
    (["rnu"], "error: unknown command 'rnu'; did you mean run?\n"),
    (["xyzzy"], "error: unknown command 'xyzzy'; 'attune help' lists them\n"),
    (["stand-in"], "error: 'stand-in' is a recipe; run it with: attune run stand-in\n"),
    (["--versoin"], "error: unknown flag --versoin; attune itself has --help and --version\n"),
    (
      ["run"],
      "error: <run> is missing. Usage: attune run <run> [key=value …] [--output DIR] [--resume] [--overwrite]\n"
        + "See 'attune help run'.\n"
    ),
    (["run", "stand_in"], "error: there is no recipe 'stand_in'; did you mean stand-in?\nSee 'attune help run'.\n"),
    (["run", "second"], "error: there is no recipe 'second'; did you mean stand-in/second?\nSee 'attune help run'.\n"),
    (
      ["run", "stand-in/frist"],
      "error: there is no recipe 'stand-in/frist'; did you mean stand-in/first?\nSee 'attune help run'.\n"
    ),
    (
      ["run", "stand-in", "--ouput", "x"],
      "error: unknown flag --ouput; did you mean --output?\nSee 'attune help run'.\n"
    ),
    (
      ["run", "stand-in", "--learning-rate=1"],
      "error: unknown flag --learning-rate; a setting has no hyphens: optimizer.learning_rate=VALUE\n"
        + "See 'attune help run'.\n"
    ),
    (
      ["evaluate", "x", "--epochs=1"],
      "error: unknown flag --epochs; this command has --data, --split, --data-folder, "
        + "--preprocess, --format, --precision, --threads, --help\nSee 'attune help evaluate'.\n"
    ),
    (
      ["evaluate", "x", "threads=1"],
      "error: 'threads=1' is one argument too many; did you mean --threads=1? "
        + "Usage: attune evaluate <checkpoint> [flags]\nSee 'attune help evaluate'.\n"
    ),
    (
      ["evaluate", "x", "--threads", "0"],
      "error: --threads takes a whole number from 1 to 1024, not '0'\nSee 'attune help evaluate'.\n"
    ),
    (["run", "stand-in", "--output"], "error: --output needs a value: --output DIR\nSee 'attune help run'.\n"),
    (["run", "stand-in", "--resume=yes"], "error: --resume takes no value, found 'yes'\nSee 'attune help run'.\n"),
    (["run", "stand-in", "--resume", "--resume"], "error: --resume is given twice\nSee 'attune help run'.\n"),
    (
      ["run", "stand-in", "--resume", "--overwrite"],
      "error: --resume and --overwrite exclude each other\nSee 'attune help run'.\n"
    ),
    (
      ["inspect", "x", "y", "--output", "page.txt"],
      "error: --output writes a page: its name ends in .html, found 'page.txt'\nSee 'attune help inspect'.\n"
    ),
    (["ls", "x"], "error: 'x' is one argument too many. Usage: attune ls\nSee 'attune help ls'.\n"),
    (["validate", "stand-in", "epochs"], "error: command line: expected key=value, found 'epochs'\n"),
    (["validate", "stand-in", "epoch=2"], "error: command line: epoch: unknown setting; did you mean epochs?\n"),
    (["validate", "stand-in", "epochs=two"], "error: command line: epochs: expected a whole number, found 'two'\n"),
    (["validate", "stand-in", "epochs=0"], "error: command line: epochs: must be at least 1; found the number 0\n"),
    (
      ["validate", "stand-in", "data=gone.tsv"], "error: command line: data: there is no such file; found 'gone.tsv'\n"
    ),
    (["validate", "/no/such.yaml"], "error: /no/such.yaml: there is no such file\n"),
    (
      ["cat", "/no/such.yaml"],
      "error: '/no/such.yaml' is a file; attune cat needs a shipped config: 'attune ls' lists them\n"
        + "See 'attune help cat'.\n"
    ),
    (
      ["completion", "bsh"],
      "error: there is no completion for 'bsh', only for bash, zsh and fish; did you mean bash?\n"
        + "See 'attune help completion'.\n"
    ),
    (["help", "rnu"], "error: there is no command 'rnu'; did you mean run?\n"),
  ])
  func aWrongCommandLineEndsWithTwoAndSaysWhatIsNear(words: [String], message: String) {
    #expect(attune(words) == Outcome(code: 2, output: "", error: message))
  }

  @Test func lsListsRecipesAndConfigs() {
    #expect(
      attune("ls").output.hasPrefix(
        """
        stand-in  Writes down what it was asked to do
          stand-in/first   The first.
          stand-in/second  The second.

        Data sets
          sample        short reviews
        """))
  }

  @Test func catPrintsTheFile() {
    #expect(attune("cat", "stand-in").output == "# The first.\nrecipe: stand-in\nepochs: 4\n")
    #expect(attune("cat", "stand-in/second").output == "# The second.\nrecipe: stand-in\n")
  }

  @Test func cpRefusesToOverwrite() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/my.yaml"
    #expect(attune("cp", "stand-in", path) == Outcome(code: 0, output: "wrote \(path)\n", error: ""))
    #expect(folder.read("my.yaml") == attune("cat", "stand-in").output)
    let refused = attune("cp", "stand-in/second", path)
    #expect(refused.code == 2)
    #expect(refused.error.hasPrefix("error: \(path) exists; --force overwrites it\n"))
    #expect(folder.read("my.yaml") == attune("cat", "stand-in").output)
    #expect(attune("cp", "stand-in/second", "--force", path).code == 0)
    #expect(folder.read("my.yaml") == attune("cat", "stand-in/second").output)
    #expect(attune("cp", "stand-in/second", folder.path).output == "wrote \(folder.path)/second.yaml\n")
    let missing = attune("cp", "stand-in", folder.path + "/no/my.yaml")
    #expect(
      missing
        == Outcome(
          code: 1, output: "",
          error: "error: cannot write \(folder.path)/no/my.yaml: No such file or directory. Check the name.\n"
        ))
  }

  @Test func validateReportsEverythingAtOnceWithItsPlace() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "recipe: stand-in\nepoch: 1\nepochs: many\noptimizer:\n  learning_rate: 5e-5\n", to: "a.yaml")
    #expect(
      attune("validate", path, "data=[]")
        == Outcome(
          code: 2, output: "",
          error: """
            error: 3 problems with the settings:
              \(path):2:1: epoch: unknown setting; did you mean epochs?
              \(path):3:9: epochs: expected a whole number, found 'many'
              command line: data: expected text, found a list of 0

            """))
  }

  @Test func validatePrintsTheResolvedSettings() throws {
    #expect(attune("validate", "stand-in").output == "stand-in: a valid run of stand-in\n")
    let printed = attune("validate", "stand-in/second", "optimizer.learning_rate=3e-5", "--print").output
    #expect(printed == "recipe: stand-in\nepochs: 3\ndata: here.tsv\noptimizer:\n  learning_rate: 3.0e-05\n")
    let folder = try TemporaryFolder()
    let path = try folder.write(printed, to: "again.yaml")
    #expect(attune("validate", path, "--print").output == printed)
  }

  @Test func aFileMustNameItsRecipe() throws {
    let folder = try TemporaryFolder()
    let nameless = try folder.write("epochs: 1\n", to: "a.yaml")
    #expect(
      attune("validate", nameless).error
        == "error: \(nameless):1:1: recipe: the key is missing: give the recipe of this file, one of stand-in\n")
    let other = try folder.write("epochs: 1\nrecipe: stand_in\n", to: "b.yaml")
    #expect(
      attune("validate", other).error
        == "error: \(other):2:9: recipe: there is no such recipe; did you mean stand-in?\n")
  }
}
