package import Base

/// The examples of a stage as they came in.
package struct Intake {
  /// Examples that the files hold.
  package var read: Int
  /// Examples that are not trained on at all: left out by the data set's definition, or without anything to predict.
  package var refused: Int
  /// Examples that lost tokens because they do not fit the model.
  package var cut: Int
  /// The tokens that they lost.
  package var tokensLost: Int
  /// The example that each sequence of an epoch is made of, from 0.
  package var exampleOf: [Int]
  /// Examples that do not fit the model and are read whole, in several windows, and the number of those; nil where no stage
  /// of the kind reads so.
  package var windows: (examples: Int, count: Int)?

  /// The counts of a stage's examples.
  package init(
    read: Int, refused: Int, cut: Int, tokensLost: Int, exampleOf: [Int],
    windows: (examples: Int, count: Int)? = nil
  ) {
    self.read = read
    self.refused = refused
    self.cut = cut
    self.tokensLost = tokensLost
    self.exampleOf = exampleOf
    self.windows = windows
  }
}

/// Where every example of a stage went: refused, trained on or left over. Nothing is dropped without being counted, and the
/// sums are checked.
package struct Ledger {
  private let intake: Intake
  /// Sequences and tokens of all epochs, by their lengths alone.
  private let planned: (sequences: Int, tokens: Int)
  private var isTrained: [Bool]
  private var trainedOn = 0
  private var used = (sequences: 0, tokens: 0)
  private var notReached: (sequences: Int, tokens: Int)?

  package init(_ intake: Intake, planned: (sequences: Int, tokens: Int)) {
    self.intake = intake
    self.planned = planned
    isTrained = Array(repeating: false, count: (intake.exampleOf.max() ?? -1) + 1)
  }

  /// Takes up what a step trained on, in this process or before it was resumed.
  package mutating func note(_ sequences: some Sequence<Int>, tokens: Int) {
    used.tokens += tokens
    for sequence in sequences {
      used.sequences += 1
      let example = intake.exampleOf[sequence]
      if !isTrained[example] { trainedOn += 1 }
      isTrained[example] = true
    }
  }

  /// Ends the counting with what the steps that were not made would have trained on.
  ///
  /// - Throws: where the sums do not agree: a mistake in Attune, after which no other count of the run can be trusted.
  package mutating func close(notReached: (sequences: Int, tokens: Int), tokensSeen: Int) throws {
    self.notReached = notReached
    let leftOver = isTrained.count { !$0 }
    let sums: [(String, Int, Int)] = [
      ("examples read", intake.read, intake.refused + trainedOn + leftOver),
      ("sequences planned", planned.sequences, used.sequences + notReached.sequences),
      ("tokens planned", planned.tokens, used.tokens + notReached.tokens),
      ("tokens trained on", tokensSeen, used.tokens),
    ]
    let wrong = sums.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1), but the parts sum to \($0.2)" }
    if !wrong.isEmpty {
      throw InputError.problem(
        "the ledger does not add up: \(wrong.joined(separator: "; ")). This is a mistake in Attune: please report it")
    }
  }

  /// The counts so far. "Left over" are examples that no step has trained on; "not reached" are sequences of steps that
  /// have not been made.
  package var json: JSON {
    let reached = notReached ?? (planned.sequences - used.sequences, planned.tokens - used.tokens)
    var object: JSON.Object = [
      "read": .integer(intake.read), "refused": .integer(intake.refused), "trained_on": .integer(trainedOn),
      "left_over": .integer(isTrained.count { !$0 }), "cut": .integer(intake.cut),
      "tokens_lost": .integer(intake.tokensLost), "sequences_planned": .integer(planned.sequences),
      "sequences_used": .integer(used.sequences), "sequences_not_reached": .integer(reached.sequences),
      "tokens_used": .integer(used.tokens), "tokens_not_reached": .integer(reached.tokens),
    ]
    if let windows = intake.windows {
      object["in_windows"] = .integer(windows.examples)
      object["windows"] = .integer(windows.count)
    }
    return .object(object)
  }

  /// What is not as one would expect, in a line; nil where every example was read whole and trained on in each epoch.
  package var line: String? {
    let leftOver = isTrained.count { !$0 }
    let missed = notReached?.sequences ?? 0
    let windows = intake.windows ?? (0, 0)
    if intake.refused + intake.cut + windows.examples + leftOver + missed == 0 { return nil }
    var parts = [
      "\(intake.read) read", "\(intake.refused) refused", "\(trainedOn) trained on", "\(leftOver) left over",
    ]
    if intake.cut > 0 { parts.append("\(intake.cut) cut (\(intake.tokensLost) tokens lost)") }
    if windows.examples > 0 { parts.append("\(windows.examples) read in \(windows.count) windows (nothing lost)") }
    if missed > 0 { parts.append("\(missed) of \(planned.sequences) uses not reached") }
    return "examples: " + parts.joined(separator: ", ")
  }
}
