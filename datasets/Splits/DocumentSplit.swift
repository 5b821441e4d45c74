internal import Base
public import Text

/// A text for pretraining.
public struct Document: Sendable, Equatable {
  /// The text.
  public let text: String
  /// The path of the file it was read from.
  public let file: String
  /// The line on which it begins, from 1.
  public let line: Int

  /// Creates a document with its place in a file.
  public init(text: String, file: String, line: Int) {
    self.text = text
    self.file = file
    self.line = line
  }
}

/// The documents of one file, in the file's order.
public struct DocumentSplit: Sendable, Equatable {
  /// The documents.
  public let documents: [Document]
  /// The path of the file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// Sentences for the run's log: what was skipped, what differs from the published data.
  public let notes: [String]

  /// Creates a split from its documents and the facts about its file.
  public init(documents: [Document], path: String, sha256: String, notes: [String] = []) {
    self.documents = documents
    self.path = path
    self.sha256 = sha256
    self.notes = notes
  }

  /// The documents after some steps; those of which nothing is left are dropped, and a note says so.
  ///
  /// - Throws: `DatasetError.empty` if nothing is left of any document.
  public func preprocessed(by steps: [PreprocessingStep]) throws(DatasetError) -> DocumentSplit {
    if steps.isEmpty { return self }
    let changed = documents.map { Document(text: steps.applied(to: $0.text), file: $0.file, line: $0.line) }
    let kept = changed.filter { !$0.text.isBlank }
    if kept.isEmpty { throw .empty(path: path) }
    let dropped = changed.count - kept.count
    let note = dropped == 0 ? [] : ["\(path): nothing is left of \(counted(dropped, "document")) after preprocessing"]
    return DocumentSplit(documents: kept, path: path, sha256: sha256, notes: notes + note)
  }

  /// The documents in two parts: the last share of them, at least one, is the second part. Of a single document it is
  /// the last share of its characters, so that the first part has the whole number of characters below
  /// (1 − share) · count.
  ///
  /// - Parameter share: above 0 and below 1
  /// - Throws: `DatasetError.unusableSetting` if a part is empty.
  public func parted(lastShare share: Double) throws(DatasetError) -> (first: DocumentSplit, last: DocumentSplit) {
    func part(_ documents: [Document], _ notes: [String]) -> DocumentSplit {
      DocumentSplit(documents: documents, path: path, sha256: sha256, notes: notes)
    }
    var (first, last) = (documents, [Document]())
    if documents.count > 1 {
      let count = min(documents.count - 1, max(1, Int((share * Double(documents.count)).rounded())))
      (first, last) = (Array(documents.dropLast(count)), Array(documents.suffix(count)))
    } else if let document = documents.first {
      let count = document.text.unicodeScalars.count
      let parts = document.parted(at: [Int((1 - share) * Double(count))])
      (first, last) = ([parts[0]], [parts[1]])
    }
    if (first + last).contains(where: { $0.text.isBlank }) {
      throw .unusableSetting(
        name: "dev_share", found: "\(share)", expected: "a share of \(path) that leaves text in both parts")
    }
    return (part(first, notes), part(last, []))
  }
}

extension Document {
  /// The parts of a document between some of its characters (Unicode scalars), counted from 0, in ascending order.
  func parted(at places: [Int]) -> [Document] {
    let scalars = text.unicodeScalars
    var (parts, start, startPlace, line) = ([Document](), scalars.startIndex, 0, self.line)
    for place in (places + [.max]).map({ max($0, startPlace) }) {
      let end = scalars.index(start, offsetBy: place - startPlace, limitedBy: scalars.endIndex) ?? scalars.endIndex
      let part = scalars[start..<end]
      parts.append(Document(text: String(part), file: file, line: line))
      line += part.count { $0 == "\n" }
      (start, startPlace) = (end, place)
    }
    return parts
  }
}
