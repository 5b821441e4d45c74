package import Base

/// `stages.json`: the completed stages of a run, which a resumed run skips.
package struct CompletedStages {
  /// The record of a completed stage.
  package struct Entry {
    package let name: String
    /// The step count of the run at the end of the stage.
    package let lastStep: Int
    package let seconds: Double
    package let tokens: Int
    /// The summary of the stage, for the results.
    package let summary: JSON.Object

    /// The entry of a completed stage.
    package init(name: String, lastStep: Int, seconds: Double, tokens: Int, summary: JSON.Object) {
      self.name = name
      self.lastStep = lastStep
      self.seconds = seconds
      self.tokens = tokens
      self.summary = summary
    }
  }

  private let path: String
  package private(set) var done: [Entry] = []

  package init(path: String) throws {
    self.path = path
    guard exists(path) else { return }
    guard let list = try JSON(parsingFile: path)["done"]?.array else {
      throw InputError.problem("\(path) is no list of stages")
    }
    for item in list {
      guard let name = item["name"]?.string, let lastStep = item["last_step"]?.integer,
        let seconds = item["seconds"]?.number, let tokens = item["tokens"]?.integer,
        let summary = item["summary"]?.object, TrainingState.possible.contains(lastStep),
        TrainingState.possible.contains(tokens), seconds >= 0
      else { throw InputError.problem("\(path): \(excerpt(item.compact)) is not the entry of a stage") }
      done.append(Entry(name: name, lastStep: lastStep, seconds: seconds, tokens: tokens, summary: summary))
    }
  }

  /// The entry of a completed stage, or nil.
  package subscript(name: String) -> Entry? { done.first { $0.name == name } }

  /// Steps of all completed stages.
  package var lastStep: Int { done.last?.lastStep ?? 0 }

  /// Seconds of all completed stages.
  package var seconds: Double { done.reduce(0) { $0 + $1.seconds } }

  /// Tokens that all completed stages have read.
  package var tokens: Int { done.reduce(0) { $0 + $1.tokens } }

  /// Records that a stage is complete, also on the disk.
  package mutating func append(_ entry: Entry) throws {
    done.append(entry)
    try writeFileDurably(path, Array(JSON.object(["done": json]).pretty.utf8))
  }

  /// The completed stages as a list of objects.
  package var json: JSON {
    .array(
      done.map { entry in
        [
          "name": .string(entry.name), "last_step": .integer(entry.lastStep), "seconds": .number(entry.seconds),
          "tokens": .integer(entry.tokens), "summary": .object(entry.summary),
        ]
      })
  }
}
