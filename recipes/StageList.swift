internal import Base

/// `stages.json`: the stages of a run that are done, so that a resumed run does not begin with them again.
package struct StageList {
  /// What a stage left behind.
  struct Entry {
    let name: String
    /// The run's step count at its end.
    let lastStep: Int
    let seconds: Double
    let tokens: Int
    /// What the stage found out, for the results.
    let summary: JSON.Object
  }

  private let path: String
  private(set) var done: [Entry] = []

  package init(path: String) throws {
    self.path = path
    guard exists(path) else { return }
    guard let list = try JSON(parsingFile: path)["done"]?.array else {
      throw RecipeError.input("\(path) is no list of stages")
    }
    for item in list {
      guard let name = item["name"]?.string, let lastStep = item["last_step"]?.integer,
        let seconds = item["seconds"]?.number, let tokens = item["tokens"]?.integer,
        let summary = item["summary"]?.object, TrainingState.possible.contains(lastStep),
        TrainingState.possible.contains(tokens), seconds >= 0
      else { throw RecipeError.input("\(path): \(excerpt(item.compact)) is not the entry of a stage") }
      done.append(Entry(name: name, lastStep: lastStep, seconds: seconds, tokens: tokens, summary: summary))
    }
  }

  /// The entry of a stage that is done, or nil.
  subscript(name: String) -> Entry? { done.first { $0.name == name } }

  /// Steps of all stages that are done.
  var lastStep: Int { done.last?.lastStep ?? 0 }

  /// Notes that a stage is done, on the disk as well.
  mutating func append(_ entry: Entry) throws {
    done.append(entry)
    try writeFileDurably(path, Array(JSON.object(["done": json]).pretty.utf8))
  }

  /// The stages that are done as a list of objects.
  var json: JSON {
    .array(
      done.map { entry in
        [
          "name": .string(entry.name), "last_step": .integer(entry.lastStep), "seconds": .number(entry.seconds),
          "tokens": .integer(entry.tokens), "summary": .object(entry.summary),
        ]
      })
  }
}
