import Base
import Glibc
import Hub

/// A local server in place of the model hub, and the model that it serves.
final class TestHub: Sendable {
  let folder: String
  let weights: [UInt8]
  let address: String
  private let process: pid_t

  /// One server for all tests; it ends with the process that started it.
  static let shared = Result { try TestHub() }

  private init() throws {
    folder = "/tmp/attune-hub-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try makeFolder(folder)
    weights = Self.weights(count: 75_000)
    for (name, text) in [
      "config.json": #"{"model_type": "bert"}"#, "vocab.txt": "[PAD]\n[UNK]\n",
      "tokenizer.json": #"{"version": "1.0"}"#,
    ] { try writeFile(folder + "/" + name, Array(text.utf8)) }
    try writeFile(folder + "/model.safetensors", weights)
    process = try run("python3", [Self.script, "serve", folder])
    var ports: [Substring] = []
    for _ in 0..<600 where ports.count < 2 {
      usleep(50_000)
      let text = (try? readFile(folder + "/ports")).map { String(decoding: $0, as: UTF8.self) }
      ports = text?.split(separator: " ") ?? []
    }
    guard ports.count == 2 else { throw FileError("start", Self.script, code: ETIMEDOUT) }
    address = "http://127.0.0.1:\(ports[0])"
  }

  static var script: String {
    "\(#filePath)".split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures/server.py"
  }

  /// A safetensors file of one tensor.
  static func weights(count: Int) -> [UInt8] {
    let header = Array(#"{"a":{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(count * 4)]}}"#.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    return length + header + (0..<(count * 4)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  }

  /// The requests for models of an owner.
  func requests(of owner: String) throws -> [Request] {
    try String(decoding: readFile(folder + "/log"), as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = try JSON(parsing: String(line)).array?.compactMap(\.string) ?? []
      guard parts.count == 5, parts[1].hasPrefix("/\(owner)/") else { return nil }
      return Request(server: parts[0], path: parts[1], authorization: parts[2], range: parts[3], ifRange: parts[4])
    }
  }

  struct Request: Equatable {
    let server, path, authorization, range, ifRange: String
  }
}

/// A store for one test, and all messages.
final class TestStore {
  let home: String
  let hub: TestHub
  private(set) var said: [String] = []
  private(set) var progress: [DownloadProgress] = []

  init() throws {
    hub = try TestHub.shared.get()
    home = "/tmp/attune-hub-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try makeFolder(home)
  }

  deinit { try? removeAll(home) }

  func session(_ variables: [String: String] = [:], models: [KnownModel] = []) -> HubSession {
    let path = unsafe String(cString: getenv("PATH"))
    let base = ["PATH": path, "ATTUNE_HOME": home, "HOME": home, "HF_ENDPOINT": hub.address, "NO_PROXY": "*"]
    return HubSession(environment: base.merging(variables) { $1 }, models: models)
  }

  @discardableResult
  func download(
    _ name: String, revision: String = "main", _ variables: [String: String] = [:], models: [KnownModel] = []
  ) throws -> Hub.Receipt {
    try session(variables, models: models).download(
      name, revision: revision, progress: { self.progress.append($0) }, say: { self.said.append($0) })
  }

  /// The error of a download that must fail and leave nothing in the store.
  func refusal(
    _ name: String, revision: String = "main", _ variables: [String: String] = [:], models: [KnownModel] = []
  ) throws -> HubError? {
    do {
      try download(name, revision: revision, variables, models: models)
      return nil
    } catch let error as HubError {
      let names = exists(home + "/models") ? try folderContents(home + "/models") : []
      return names.allSatisfy { $0 == ".partial" } ? error : nil
    }
  }
}

/// Starts a program without waiting for its end.
func run(_ program: String, _ arguments: [String]) throws -> pid_t {
  var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
  defer { unsafe words.forEach { unsafe free($0) } }
  var process = pid_t()
  let code = unsafe posix_spawnp(&process, program, nil, nil, &words, environ)
  if code != 0 { throw FileError("run", program, code: code) }
  return process
}
