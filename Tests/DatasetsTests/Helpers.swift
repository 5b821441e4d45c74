import Datasets
import Foundation
import Testing

/// Reads a text as the content of a file.
func read(
  _ text: String, _ format: TextFormat, columns: TextColumns = TextColumns(), labelRequired: Bool = true,
  labels: LabelMap? = nil
) throws(DatasetError) -> TextSplit {
  try TextSplit.read(
    bytes: Array(text.utf8), path: "data", format: format, columns: columns, labelRequired: labelRequired,
    labels: labels)
}

/// The problems that the closure throws; records an issue if it throws none or another error.
func problems(_ work: () throws(DatasetError) -> Void) -> [DatasetProblem] {
  do throws(DatasetError) {
    try work()
    Issue.record("expected problems, found none")
  } catch {
    if case .problems(_, let first, let count) = error, count == first.count { return first }
    Issue.record("expected problems, found \(error)")
  }
  return []
}

func problems(
  _ text: String, _ format: TextFormat, columns: TextColumns = TextColumns(), labelRequired: Bool = true,
  labels: LabelMap? = nil
) -> [DatasetProblem] {
  problems { () throws(DatasetError) in
    _ = try read(text, format, columns: columns, labelRequired: labelRequired, labels: labels)
  }
}

/// `label: text` of each example.
func contents(_ split: TextSplit) -> [String] { split.examples.map { "\($0.label ?? "-"): \($0.text)" } }

/// Calls the closure with the path of a temporary file that has these bytes.
func withFile<Result>(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent(name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}

/// The folder of the published data sets, or nil.
let dataFolder = ProcessInfo.processInfo.environment["ATTUNE_DATA"]

/// The root folder of the repository.
let repository =
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
