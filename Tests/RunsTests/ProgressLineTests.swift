import Base
import TestSupport
import Testing
import Runs

@Suite struct ProgressLineTests {
  @Test func theLine() {
    var line = ProgressLine(start: 100)
    line.note(loss: 2)
    #expect(
      line.text(step: 25, total: 200, epoch: 0.25, learningRate: 3.25e-5, tokensPerSecond: 1234.6, now: 110)
        == "12%  step 25/200  epoch 0.25  loss 2.0000  lr 3.25e-05  1235 tokens/s  1 min 10 s left")
    line.note(loss: 4)
    #expect(
      line.text(step: 200, total: 200, epoch: 2, learningRate: 0, tokensPerSecond: 1234.4, now: 180.5)
        == "100%  step 200/200  epoch 2.00  loss 2.1000  lr 0  1234 tokens/s  took 1 min 21 s")
  }

  /// Steps that an earlier process made say nothing of how long the others take.
  @Test func timeLeftOfAResumedRun() {
    var line = ProgressLine(firstStep: 100, start: 0)
    line.note(loss: 1)
    #expect(
      line.text(step: 110, total: 200, epoch: 1, learningRate: 1e-5, tokensPerSecond: 1, now: 20)
        .hasSuffix("  3 min 00 s left"))
  }

  /// Before anything was measured, and where something is not a number, there is a line as well.
  @Test func numbersThatAreNone() {
    let line = ProgressLine(start: 0)
    #expect(
      line.text(step: 0, total: 0, epoch: 0, learningRate: .nan, tokensPerSecond: .infinity, now: 0)
        == "0%  step 0/0  epoch 0.00  loss nan  lr nan  inf tokens/s  took 0.0 s")
    #expect(
      line.text(step: 1, total: 2, epoch: 0.5, learningRate: 1, tokensPerSecond: .nan, now: 1)
        .contains("nan tokens/s"))
  }

  /// Python's `%.2e`, also where rounding makes it one digit longer.
  @Test func scientificAgreesWithPython() throws {
    for json in try recordedCases("scientific") {
      #expect(scientific(json["value"]!.number!) == json["text"]!.string)
    }
    #expect(scientific(0) == "0")
    #expect(scientific(.infinity) == "inf")
    #expect(scientific(-.infinity) == "-inf")
  }

  @Test func theClockIsNeverSetBack() {
    let times = (0..<1000).map { _ in monotonicSeconds() }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(times[999] - times[0] < 60)
  }
}
