import Base
import Glibc
import Hub
import Testing

@Suite struct DownloadTests {
  let store: TestStore
  init() throws { store = try TestStore() }

  private func weights(_ receipt: Hub.Receipt) throws -> [UInt8] { try readFile(receipt.folder + "/model.safetensors") }

  @Test func aModelIsDownloadedAndFound() throws {
    let receipt = try store.download("hashed/tiny.model_1")
    #expect(receipt.folder == store.home + "/models/hashed--tiny.model_1")
    #expect(!receipt.wasThere)
    #expect(receipt.sha256 == SHA256.hexadecimal(of: store.hub.weights))
    #expect(
      try folderContents(receipt.folder)
        == ["config.json", "download.json", "model.safetensors", "tokenizer.json", "vocab.txt"])
    #expect(try weights(receipt) == store.hub.weights)
    #expect(try store.session().locate("hashed/tiny.model_1") == receipt.folder)
    #expect(try store.session().locate(store.home) == store.home)
    #expect(store.session().downloaded == ["hashed/tiny.model_1"])
    #expect(try folderContents(store.home + "/models/.partial") == [])
    // The branch is followed once; the other files are of the commit that it stood for.
    let paths = try store.hub.requests(of: "hashed/tiny.model_1").map(\.path)
    #expect(paths.first == "/hashed/tiny.model_1/resolve/main/config.json")
    #expect(paths.dropFirst().allSatisfy { $0.contains("/resolve/0123456789abcdef0123456789abcdef01234567/") })
    let record = try JSON(parsing: readFile(receipt.folder + "/download.json"))
    #expect(record["files"]?["model.safetensors"]?.string == receipt.sha256)
    #expect(record["revision"]?.string == "main")
  }

  @Test func aCompleteModelIsNotDownloadedAgain() throws {
    try store.download("plain/there")
    let before = try store.hub.requests(of: "plain/there").count
    let second = try store.download("plain/there")
    #expect(second.wasThere)
    #expect(try store.hub.requests(of: "plain/there").count == before)
    // Damage to any file is seen.
    try writeFile(second.folder + "/vocab.txt", Array("[PAD]\n".utf8))
    #expect(try !store.download("plain/there").wasThere)
    #expect(store.said.contains { $0.contains("vocab.txt is damaged") })
    #expect(try readFile(second.folder + "/vocab.txt") == Array("[PAD]\n[UNK]\n".utf8))
    // Another revision takes its place.
    #expect(try !store.download("plain/there", revision: "v2").wasThere)
  }

  @Test func aFolderWithoutRecordIsUsedAsItIs() throws {
    let folder = store.home + "/models/plain--mine"
    try makeFolder(folder)
    try writeFile(folder + "/config.json", Array("{}".utf8))
    try writeFile(folder + "/model.safetensors", [1])
    #expect(try store.download("plain/mine").wasThere)
    #expect(try readFile(folder + "/model.safetensors") == [1])
    #expect(store.said.contains { $0.contains("used as it is") })
  }

  @Test func aBrokenConnectionIsResumed() throws {
    let receipt = try store.download("breaks/b")
    #expect(try weights(receipt) == store.hub.weights)
    #expect(store.progress.contains { $0.file == "model.safetensors" && $0.total == store.hub.weights.count })
    let asked = try store.hub.requests(of: "breaks").filter { $0.path.hasSuffix("safetensors") }
    #expect(asked.map(\.range) == ["", "bytes=100000-"])
    #expect(asked.last?.ifRange.hasPrefix("\"") == true)
  }

  @Test func aPartIsKeptForTheNextCall() throws {
    let error = try store.refusal("breaks-always/b")
    guard case .unreachable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let folder = store.home + "/models/.partial/breaks-always--b/hub"
    #expect(fileSize(folder + "/model.safetensors.part") == 100_000)
    // The server now gives all of it, under the same name: its first 100,000 bytes are not sent again.
    let other = store.home + "/models/.partial/plain--goes-on/hub"
    try makeFolder(store.home + "/models/.partial/plain--goes-on")
    try move(folder, to: other)
    #expect(try weights(store.download("plain/goes-on")) == store.hub.weights)
    let asked = try store.hub.requests(of: "plain/goes-on").filter { $0.path.hasSuffix("safetensors") }
    #expect(asked.map(\.range) == ["bytes=100000-"])
  }

  @Test func aPartOfAnotherFileIsRemoved() throws {
    let folder = store.home + "/models/.partial/plain--changed/hub"
    try makeFolder(folder)
    try writeFile(folder + "/model.safetensors.part", [UInt8](repeating: 9, count: 1000))
    try writeFile(folder + "/model.safetensors.part.validator", Array("\"old\"".utf8))
    #expect(try weights(store.download("plain/changed")) == store.hub.weights)
    #expect(try store.hub.requests(of: "plain/changed").contains { $0.ifRange == "\"old\"" })
    // Without anything to compare by, it is not trusted at all.
    let unnamed = store.home + "/models/.partial/plain--unnamed/hub"
    try makeFolder(unnamed)
    try writeFile(unnamed + "/model.safetensors.part", [UInt8](repeating: 9, count: 1000))
    #expect(try weights(store.download("plain/unnamed")) == store.hub.weights)
    #expect(try store.hub.requests(of: "plain/unnamed").allSatisfy { $0.range.isEmpty })
  }

  @Test func aCompletePartIsUsed() throws {
    let folder = store.home + "/models/.partial/hashed--whole/hub"
    try makeFolder(folder)
    try writeFile(folder + "/model.safetensors.part", store.hub.weights)
    let known = known(name: "hashed/whole", wheel: nil)
    #expect(try weights(store.download("hashed/whole", models: [known])) == store.hub.weights)
    let asked = try store.hub.requests(of: "hashed/whole").filter { $0.path.hasSuffix("safetensors") }
    #expect(asked.map(\.range) == ["bytes=\(store.hub.weights.count)-"])
  }

  @Test func withoutRangesTheDownloadStartsAgain() throws {
    #expect(try weights(store.download("no-ranges/b")) == store.hub.weights)
  }

  @Test func aBusyServerIsRetried() throws {
    #expect(try weights(store.download("busy/b")) == store.hub.weights)
  }

  @Test func onlyTheHubGetsTheToken() throws {
    let receipt = try store.download("elsewhere/b", ["HF_TOKEN": "hf_secret"])
    #expect(try weights(receipt) == store.hub.weights)
    let asked = try store.hub.requests(of: "elsewhere")
    #expect(asked.filter { $0.server == "hub" }.allSatisfy { $0.authorization == "Bearer hf_secret" })
    #expect(asked.filter { $0.server == "store" }.map(\.authorization) == [""])
    // Nor does it stay on the disk.
    #expect(try !String(decoding: readFile(receipt.folder + "/download.json"), as: UTF8.self).contains("hf_secret"))
  }

  @Test func aPrivateModelNeedsTheToken() throws {
    let url = "\(store.hub.address)/needs-token/b/resolve/main/config.json"
    #expect(try store.refusal("needs-token/b") == .refused(url: url, status: 401, hasToken: false))
    #expect(
      try store.refusal("needs-token/b", ["HF_TOKEN": "hf_other"]) == .refused(url: url, status: 401, hasToken: true))
    let gated = try store.refusal("gated/b", ["HF_TOKEN": "hf_x"])
    #expect(gated?.description.contains("answered 403") == true)
    #expect(try store.refusal("gated/b")?.description.contains("set HF_TOKEN") == true)
    #expect(try !store.download("needs-token/b", ["HF_TOKEN": "hf_secret"]).wasThere)
  }

  @Test func missingFilesAreNamed() throws {
    let page = store.hub.address
    #expect(try store.refusal("nobody/b") == .missingFile(url: page + "/nobody/b", file: "config.json"))
    #expect(
      try store.refusal("no-revision/b", revision: "v9")
        == .missingRevision(url: page + "/no-revision/b", revision: "v9"))
    #expect(try store.refusal("sharded/b") == .sharded(url: page + "/sharded/b"))
  }

  @Test func invalidNamesAndSettingsAreErrorsBeforeAnyRequest() throws {
    for name in ["MiniLM", "a/b/c", "../x", "a/..", "/a", "a/", "a b/c", "é/c", "a/b?x"] {
      #expect(try store.refusal(name) == .badName(name, shortNames: []), "\(name)")
    }
    for revision in ["", "a b", "../x", "a?b", "a//b"] {
      guard case .badSetting("revision", _) = try store.refusal("plain/b", revision: revision) else {
        Issue.record("\(revision)")
        continue
      }
    }
    for (key, value) in [("HF_TOKEN", "a\"\nurl = x"), ("HF_ENDPOINT", "ftp://x"), ("HF_ENDPOINT", "http://a b")] {
      guard case .badSetting(key, _) = try store.refusal("plain/b", [key: value]) else {
        Issue.record("\(key)")
        continue
      }
    }
    #expect(!exists(store.home + "/models"))
  }

  @Test(arguments: [
    ("cut", "it has 100000 bytes, but its header states"), ("wrong-hash", "the server announced 000000"),
    ("pages", "config.json: it is not JSON"), ("page-weights", "not in the safetensors format, but a web page"),
    ("endless", "more than the"),
  ])
  func hostileAnswersAreRejected(_ owner: String, _ reason: String) throws {
    let error = try store.refusal("\(owner)/b")
    guard case .wrongContent = error, let error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error.description.contains(reason), "\(error)")
    // The endless answer is hung up on, not read until the server tires (20 seconds, 131 MB).
    #expect(store.progress.allSatisfy { $0.received < 60_000_000 })
    let left = try folderContents(store.home + "/models/.partial/\(owner)--b/hub")
    #expect(!left.contains { $0.hasPrefix("model.safetensors") }, "\(left)")
  }

  @Test func aSecondDownloadOfTheSameModelFails() throws {
    let partial = store.home + "/models/.partial/plain--held"
    try makeFolder(partial)
    let lock = try FolderLock(folder: partial)
    defer { withExtendedLifetime(lock) {} }
    #expect(try store.refusal("plain/held") == .busy(model: "plain/held", process: String(getpid())))
  }

  @Test func withoutCurlTheErrorNamesThePackage() throws {
    #expect(
      try store.refusal("plain/b", ["PATH": store.home]) == .missingProgram("curl", package: "curl"))
  }

  @Test func noAnswer() throws {
    let clock = ContinuousClock()
    let time = try clock.measure {
      let error = try store.refusal("plain/b", ["HF_ENDPOINT": "http://127.0.0.1:1"])
      guard case .unreachable(let url, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(url == "http://127.0.0.1:1/plain/b/resolve/main/config.json")
      #expect(reason.contains("connect"))
    }
    #expect(time < .seconds(20))
  }

  @Test(.enabled(if: canMount, "cannot mount a small file system: needs root"))
  func aFullDiskKeepsWhatCame() throws {
    try #require(unsafe mount("tmpfs", store.home, "tmpfs", 0, "size=200k") == 0)
    let mounted = store.home
    defer {
      unsafe _ = umount2(mounted, 2 /* MNT_DETACH: a program of another test may just be starting */)
      try? removeAll(mounted)
    }
    let error = try store.refusal("plain/full")
    guard case .disk(let path) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path.hasSuffix("model.safetensors.part"))
  }

  static let canMount: Bool = {
    let folder = "/tmp/attune-hub-mount-\(getpid())"
    guard (try? makeFolder(folder)) != nil else { return false }
    defer { try? removeAll(folder) }
    guard unsafe mount("tmpfs", folder, "tmpfs", 0, "size=16k") == 0 else { return false }
    return unsafe umount(folder) == 0
  }()

  // The package as a second source.

  private func known(name: String, wheel: KnownModel.Wheel?, sha256: String? = nil) -> KnownModel {
    KnownModel(
      shortName: "short", name: name, summary: "", sha256: sha256 ?? SHA256.hexadecimal(of: store.hub.weights),
      size: store.hub.weights.count, wheel: wheel)
  }

  private func wheelFolder() throws -> [String: String] {
    let model = store.home + "/wheel-model"
    let wheels = store.home + "/wheels"
    try makeFolder(model)
    try makeFolder(wheels)
    for name in ["config.json", "vocab.txt", "model.safetensors"] {
      try writeFile(model + "/" + name, readFile(store.hub.folder + "/" + name))
    }
    let process = try run("python3", [TestHub.script, "wheel", model, wheels, "tiny-model"])
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    try #require(status == 0)
    return [
      "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1",
      "HF_ENDPOINT": "http://127.0.0.1:1",
    ]
  }

  private let wheel = KnownModel.Wheel(requirement: "tiny-model==0.1.0", folder: "tiny_model/model")

  @Test func theWheelHasTheSameBytesIfTheHubDoesNotAnswer() throws {
    let receipt = try store.download("short", try wheelFolder(), models: [known(name: "plain/wheel", wheel: wheel)])
    #expect(receipt.source == "tiny-model==0.1.0")
    #expect(receipt.folder == store.home + "/models/plain--wheel")
    #expect(try weights(receipt) == store.hub.weights)
    #expect(try folderContents(receipt.folder) == ["config.json", "download.json", "model.safetensors", "vocab.txt"])
    #expect(store.said.contains { $0.hasPrefix("no file from http://127.0.0.1:1/") })
    #expect(store.said.contains("trying the Python package tiny-model==0.1.0 instead"))
    #expect(try store.session(models: [known(name: "plain/wheel", wheel: wheel)]).locate("short") == receipt.folder)
    #expect(try store.download("short", models: [known(name: "plain/wheel", wheel: wheel)]).wasThere)
  }

  @Test func theErrorNamesBothSources() throws {
    var variables = try wheelFolder()
    variables["PIP_FIND_LINKS"] = store.home
    let error = try store.refusal("short", variables, models: [known(name: "plain/wheel", wheel: wheel)])
    guard case .everySourceFailed(let errors) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(errors.count == 2)
    let other = known(name: "plain/wheel", wheel: wheel, sha256: String(repeating: "0", count: 64))
    let damaged = try store.refusal("short", try wheelFolder(), models: [other])
    #expect(damaged?.description.contains("expected 0000000") == true)
  }
}
