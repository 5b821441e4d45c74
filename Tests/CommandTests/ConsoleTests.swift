import Attune
import Testing

@Suite struct ConsoleTests {
  @Test func plainOutputGetsTheFirstAndTheLastLineOfProgress() {
    let texts = Texts()
    let console = Console(isTerminal: false) { texts.add($1, to: $0) }
    var made = 0
    for step in 1...1000 {
      console.progress {
        made += 1
        return "step \(step)"
      }
    }
    console.progress(isLast: true) { "done" }
    #expect(texts.output == "step 1\ndone\n")
    #expect(made == 1)
  }

  @Test func theLiveLineMakesWayForALineThatStays() {
    let texts = Texts()
    let console = Console(isTerminal: true, width: 20) { texts.add($1, to: $0) }
    console.progress { "step 1 of a very long line" }
    console.say("saved")
    console.endProgress()
    #expect(
      texts.output == "\r\u{1B}[Kstep 1 of a very lo\r\u{1B}[Ksaved\nstep 1 of a very lo\r\u{1B}[K")
  }

  @Test func warningsGoToStandardError() {
    let texts = Texts()
    let console = Console(isTerminal: false, colours: { $0 == .error }) { texts.add($1, to: $0) }
    console.warn("3 texts were cut")
    #expect(texts.output.isEmpty)
    #expect(texts.error == "\u{1B}[33mwarning:\u{1B}[0m 3 texts were cut\n")
    #expect(console.styled("x", .bold) == "x")
  }
}
