/// The name of a model on the hub, `owner/name`.
struct ModelName {
  let owner: String
  let name: String
  let known: KnownModel?

  /// Parses `owner/name`, or the short name of a known model.
  ///
  /// - Throws: `HubError.badName`
  init(_ text: String, among models: [KnownModel]) throws(HubError) {
    known = models.first { $0.shortName == text || $0.name == text }
    let parts = (known?.name ?? text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts.allSatisfy(isPlain) else {
      throw .badName(text, shortNames: models.map(\.shortName))
    }
    (owner, name) = (parts[0], parts[1])
  }

  /// Its folder in the store. An owner has no two dashes in a row, so the folder gives the name back.
  var folder: String { "\(owner)--\(name)" }
}

/// Whether a text can be a part of a hub address and the name of a folder: letters, digits, `-`, `_` and `.`, without a
/// dot at the start.
func isPlain(_ part: String) -> Bool {
  !part.isEmpty && !part.hasPrefix(".")
    && part.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
      default: false
      }
    }
}
