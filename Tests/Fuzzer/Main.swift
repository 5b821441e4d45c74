import Base
import Glibc
import Tensor

/// `fuzzer list` prints the readers. `fuzzer run READER SECONDS SEED FOLDER` gives damaged files to a reader.
/// `fuzzer read READER FILE FOLDER` gives it one file, to repeat a failure.
@main enum Main {
  static func main() {
    do { try run(Array(CommandLine.arguments.dropFirst())) } catch {
      print("FAILED \(error)")
      exit(1)
    }
  }

  private static func run(_ words: [String]) throws {
    Threads.count = 1
    let readers = try Reader.all()
    if words == ["list"] { return print(readers.map(\.name).joined(separator: "\n")) }
    guard words.count >= 4, let reader = readers.first(where: { $0.name == words[1] }) else {
      throw Wrong("usage: fuzzer list | run READER SECONDS SEED FOLDER | read READER FILE FOLDER")
    }
    switch words[0] {
    case "run":
      guard words.count == 5, let seconds = Double(words[2]), let seed = UInt64(words[3]) else {
        throw Wrong("usage: fuzzer run READER SECONDS SEED FOLDER")
      }
      let fuzzer = Fuzzer(reader: reader, folder: words[4] + "/" + reader.name, seed: seed)
      try fuzzer.prepare()
      let (inputs, outcomes) = try fuzzer.run(seconds: seconds)
      print("ok \(reader.name): \(inputs) inputs, \(outcomes) outcomes")
    case "read":
      let fuzzer = Fuzzer(reader: reader, folder: words[3] + "/" + reader.name, seed: 0)
      try fuzzer.prepare()
      print("ok \(try fuzzer.read(readFile(words[2])))")
    default: throw Wrong("unknown command \(words[0])")
    }
  }
}
