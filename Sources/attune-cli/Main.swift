internal import Attune
internal import Glibc

@main struct Main {
  static func main() {
    StandardStreams.ignoreClosedPipes()
    let console = Console.standard()
    var code = Application(recipes: recipes, console: console).main(Array(CommandLine.arguments.dropFirst()))
    if let failure = StandardStreams.failure, code == 0 {
      console.emit("error: cannot write to standard output: \(message(failure))", to: .error)
      code = 1
    }
    exit(code)
  }

  private static func message(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
