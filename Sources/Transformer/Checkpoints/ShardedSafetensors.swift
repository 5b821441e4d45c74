internal import Base
internal import Tensor

/// Several safetensors files that are read as one: `model.safetensors.index.json` says which file has which tensor.
final class ShardedSafetensors: TensorSource {
  let path: String
  let names: [String]
  /// The file of each tensor.
  private let files: [String: SafetensorsFile]

  /// The name of the index in a checkpoint folder.
  static let indexName = "model.safetensors.index.json"

  /// Opens all files of the index at `path`, which lie beside it.
  ///
  /// - Throws: `CheckpointError` that names the files that are missing, or each tensor that is not in its file
  init(path: String, folder: String) throws(CheckpointError) {
    self.path = path
    guard let members = try readJSON(path: path)["weight_map"]?.object?.members else {
      throw .malformed(path: path, problem: "weight_map is missing, or not an object")
    }
    var shards: [String: String] = [:]
    for (name, value) in members {
      guard let shard = value.string, !shard.isEmpty, !shard.contains("/"), !shard.contains("\0") else {
        throw .malformed(
          path: path, problem: "weight_map has \(excerpt(value.compact)) for \(excerpt(name)), expected a file's name")
      }
      shards[name] = shard
    }
    let missing = Set(shards.values).filter { !exists(folder + "/" + $0) }.sorted()
    if !missing.isEmpty {
      throw .unsupported(
        path: path,
        problem: "the folder lacks \(missing.map { excerpt($0) }.joined(separator: ", ")), which weight_map names:"
          + " fetch these files too")
    }
    var opened: [String: SafetensorsFile] = [:]
    for shard in Set(shards.values).sorted() { opened[shard] = try SafetensorsFile(path: folder + "/" + shard) }
    let problems = Self.problems(shards, opened)
    if !problems.isEmpty { throw .unsupported(path: path, problem: "\n  " + problems.joined(separator: "\n  ")) }
    names = members.map(\.key)
    files = shards.compactMapValues { opened[$0] }
  }

  /// The tensors that are not where the index says.
  private static func problems(_ shards: [String: String], _ opened: [String: SafetensorsFile]) -> [String] {
    let found = opened.sorted { $0.key < $1.key }.flatMap { shard, file in file.names.map { (name: $0, shard: shard) } }
    let places = Dictionary(grouping: found, by: \.name).mapValues { $0.map(\.shard) }
    let misplaced = shards.sorted { $0.key < $1.key }.compactMap { name, shard -> String? in
      guard let actual = places[name] else { return "\(excerpt(name)) is in no file; weight_map names \(shard)" }
      return actual == [shard]
        ? nil : "\(excerpt(name)) is in \(actual.joined(separator: " and ")); weight_map names \(shard)"
    }
    let unlisted = found.filter { shards[$0.name] == nil }
    return misplaced + unlisted.map { "\(excerpt($0.name)) in \($0.shard) is not in weight_map" }
  }

  func shape(of name: String) -> [Int]? { files[name]?.shape(of: name) }

  func problem(reading name: String) -> String? { files[name]?.problem(reading: name) }

  func tensor(_ name: String) -> Tensor { files[name]!.tensor(name) }
}

/// The weights in a checkpoint folder: one file, or several with an index.
func openWeights(folder: String) throws(CheckpointError) -> any TensorSource {
  let (single, index) = (folder + "/model.safetensors", folder + "/" + ShardedSafetensors.indexName)
  guard exists(index) else { return try SafetensorsFile(path: single) }
  if exists(single) {
    throw .unsupported(
      path: index,
      problem: "the folder also has model.safetensors: either may have the weights. Remove the one that is not wanted")
  }
  return try ShardedSafetensors(path: index, folder: folder)
}
