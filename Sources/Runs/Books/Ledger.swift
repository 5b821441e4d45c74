package import Base

/// Counts of the examples that a stage reads.
package struct Intake {
  /// Examples in the files.
  package var read: Int
  /// Examples that are not used for training: excluded by the data set's definition, or without a target.
  package var refused: Int
  /// Examples that lost tokens because they do not fit the model.
  package var cut: Int
  /// The tokens that they lost.
  package var tokensLost: Int
  /// For each sequence of an epoch, the index of its example, from 0.
  package var exampleOf: [Int]
  /// Examples that do not fit the model and are read in several windows without loss, and the number of windows; nil if
  /// this kind of stage has no windows.
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

/// Accounts for every example of a stage: refused, trained on or left over. Every dropped example is counted, and the
/// sums are checked.
package struct Ledger {
  private let intake: Intake
  /// Sequences and tokens of all epochs, from their lengths alone.
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

  /// Counts the sequences and tokens of a step, whether this process or an earlier one completed it.
  package mutating func note(_ sequences: some Sequence<Int>, tokens: Int) {
    used.tokens += tokens
    for sequence in sequences {
      used.sequences += 1
      let example = intake.exampleOf[sequence]
      if !isTrained[example] { trainedOn += 1 }
      isTrained[example] = true
    }
  }

  /// Closes the ledger with the sequences and tokens of the steps that were not run.
  ///
  /// - Throws: if the sums do not agree. That is a bug in Attune, and the other counts of the run are then unreliable.
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
        "the ledger does not add up: \(wrong.joined(separator: "; ")). This is a bug in Attune: please report it")
    }
  }

  /// The counts so far. "Left over" are examples that no step has trained on. "Not reached" are sequences of steps that
  /// have not run.
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

  /// The counts in one line; nil if every example was read whole and used for training in each epoch.
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
