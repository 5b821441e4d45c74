internal import Base

/// Pretrained models on this machine, and how they get there.
///
/// They live in `$ATTUNE_HOME/models/<owner>--<name>`, by default under `~/.cache/attune`.
public enum Hub {
  /// The folder of all downloaded models.
  public static var store: String {
    let home = environment("ATTUNE_HOME") ?? (environment("HOME") ?? ".") + "/.cache/attune"
    return home + "/models"
  }

  /// The folder of a model: a path to a folder, or the place of a downloaded model.
  ///
  /// - Throws: `HubError.notFound`, which says how to get it.
  public static func locate(_ name: String) throws(HubError) -> String {
    if isFolder(name) { return name }
    if let model = try? ModelName(name), exists(model.folder + "/config.json") { return model.folder }
    throw .notFound(name: name, store: store)
  }

  /// Why a model cannot be located, or nil.
  public static func problem(locating name: String) -> String? {
    do {
      _ = try locate(name)
      return nil
    } catch { return "\(error)" }
  }

  /// The models that were downloaded, as `owner/name`, sorted.
  public static var downloaded: [String] {
    ((try? folderContents(store)) ?? []).filter { !$0.hasPrefix(".") }.map { folder in
      // Owners' names have no two dashes in a row.
      let characters = Array(folder)
      guard let dashes = characters.indices.dropLast().first(where: { characters[$0...].starts(with: "--") }) else {
        return folder
      }
      return String(characters[..<dashes]) + "/" + String(characters[(dashes + 2)...])
    }
  }
}

/// A model's name with its place in the store.
struct ModelName {
  let owner: String
  let name: String
  let known: KnownModel?

  init(_ text: String) throws(HubError) {
    known = KnownModel.all.first { $0.shortName == text || $0.name == text }
    let parts = (known?.name ?? text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".")
        && part.utf8.allSatisfy { byte in
          byte < 0x80
            && (Character(Unicode.Scalar(byte)).isLetter || (0x30...0x39).contains(byte)
              || [0x2D, 0x2E, 0x5F].contains(byte))
        }
    }
    guard parts.count == 2, isPlain else { throw .badName(text) }
    (owner, name) = (parts[0], parts[1])
  }

  var folder: String { Hub.store + "/\(owner)--\(name)" }
}

extension Hub {
  /// What `attune doctor` tells: where models are, which are there, and where data sets are looked for.
  public static var facts: [(String, String)] {
    let models = downloaded
    let data = environment("ATTUNE_DATA")
    return [
      ("models", models.isEmpty ? "none in \(store)" : models.joined(separator: ", ") + " in \(store)"),
      (
        "data",
        data.map { isFolder($0) ? $0 : "\($0) is not a folder" } ?? "ATTUNE_DATA is not set: only the bundled sample"
      ),
    ]
  }
}
