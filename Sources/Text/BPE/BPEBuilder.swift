internal import Base

/// Combines a vocabulary with merges and checks that they fit.
struct BPEBuilder {
  let vocabulary: Vocabulary
  private(set) var merges: MergeTable
  private let units: BPEModel.Units
  private var left: [UInt8] = []
  private var right: [UInt8] = []

  init(_ json: JSON, _ units: BPEModel.Units, path: String) throws(TokenizerError) {
    self.units = units
    vocabulary =
      units == .bytes
      ? try VocabularyJSONReader.vocabulary(json, path: path) { spelled, output in
        ByteAlphabet.read(spelled, spelled.indices, into: &output)
      } : try VocabularyJSONReader.vocabulary(json, path: path)
    merges = MergeTable(capacity: vocabulary.count)
  }

  /// Adds a merge written `left right`.
  mutating func addMerge(_ text: Span<UInt8>, _ range: Range<Int>, line: Int, path: String) throws(TokenizerError) {
    var space: Int?
    var spaces = 0
    for index in range where text[index] == UInt8(ascii: " ") {
      space = index
      spaces += 1
    }
    guard let space, spaces == 1, space > range.lowerBound, space + 1 < range.upperBound else {
      let shown = quoted(Self.string(text, range))
      throw .malformed(
        path: path, line: line, problem: "a merge must be two tokens with one space between, not \(shown)")
    }
    read(text, range.lowerBound..<space, into: &left)
    read(text, (space + 1)..<range.upperBound, into: &right)
    try addMerge(line: line, path: path)
  }

  /// Adds a merge of two spelled tokens.
  mutating func addMerge(_ first: String, _ second: String, line: Int, path: String) throws(TokenizerError) {
    let (a, b) = (first.utf8, second.utf8)
    read(a.span, 0..<a.count, into: &left)
    read(b.span, 0..<b.count, into: &right)
    try addMerge(line: line, path: path)
  }

  private func read(_ spelled: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8]) {
    if units == .bytes { return ByteAlphabet.read(spelled, range, into: &output) }
    output.removeAll(keepingCapacity: true)
    for index in range { output.append(spelled[index]) }
  }

  /// The token of some bytes as files spell it.
  private func spelling(_ bytes: ArraySlice<UInt8>) -> String {
    units == .bytes ? ByteAlphabet.token(spelling: bytes) : String(decoding: bytes, as: UTF8.self)
  }

  /// Adds the merge of `left` and `right`.
  private mutating func addMerge(line: Int, path: String) throws(TokenizerError) {
    let pieces = (vocabulary.id(of: left.span), vocabulary.id(of: right.span))
    let split = left.count
    left.append(contentsOf: right)
    guard let leftID = pieces.0, let rightID = pieces.1, let merged = vocabulary.id(of: left.span) else {
      let missing = pieces.0 == nil ? left[..<split] : pieces.1 == nil ? right[...] : left[...]
      throw .malformed(
        path: path, line: line,
        problem: "the merge needs the token \(quoted(spelling(missing))), which the vocabulary lacks")
    }
    guard merges.append(leftID, rightID, merged: merged) else {
      throw .malformed(path: path, line: line, problem: "this merge is in the list twice")
    }
  }

  private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
