import TestSupport
import Testing
import Training

@Suite struct SalientTextTests {
  static let known: [(text: String, title: String, names: [String])] = [
    (
      "Richard Collins, Baron Collins. Born in Dublin, Collins was educated at Trinity College, Dublin .",
      "Richard Collins, Baron Collins", ["Dublin", "Trinity College", "Dublin"]
    ),
    // An initial's stop ends neither the title nor a name.
    (
      "Douglas P. Fry. Douglas P Fry (born in Boston) met J. R. Smith at Åbo.", "Douglas P. Fry",
      ["Boston", "J. R. Smith", "Åbo"]
    ),
    // The single word that begins a sentence is no name; a longer run is, even where only its end is one.
    ("Ann Lee. She sang in Oslo. Then Rome called. New York waited.", "Ann Lee", ["Oslo", "Then Rome", "New York"]),
    // Words of the title alone are no name.
    ("Ann Lee. Ann Lee and Lee's Ann of Kent", "Ann Lee", ["Lee's Ann", "Kent"]),
    // No title.
    ("the river flows past Newport, Rhode Island", "", ["Newport", "Rhode Island"]),
    // No name: the last word stands in.
    ("Ann Lee. she sang 12 songs .", "Ann Lee", ["songs"]),
    ("Ann Lee. 12 .", "Ann Lee", []), ("", "", []), (" ", "", []), (".", "", []), ("...", "", []), ("x", "", ["x"]),
    ("Ann Lee. ", "Ann Lee", []), ("St. Johns. Born in St. Louis now", "St. Johns", ["St. Louis"]),
    ("H%C3%A9l%C3%A8ne Ito. Born in Saint-Denis and O'Fallon", "H%C3%A9l%C3%A8ne Ito", ["Saint-Denis", "O'Fallon"]),
  ]

  @Test(arguments: known) func titleAndNames(_ text: String, _ title: String, _ names: [String]) {
    for prefix in ["", " "] where !text.isEmpty {
      let found = SalientText(prefix + text)
      #expect(found.text(found.title) == title)
      #expect(found.names.map(found.text) == names)
      #expect(found.pieces.joined() == prefix + text)
    }
  }

  /// Names lie behind the title, in order, apart.
  @Test func namesAreInOrder() {
    for (text, _, _) in Self.known {
      let found = SalientText(text)
      var end = found.body
      for name in found.names {
        #expect(name.lowerBound >= end && !name.isEmpty && name.upperBound <= found.pieces.count)
        end = name.upperBound
      }
    }
  }
}
