/// A data set for classification that recipes find by its name.
public struct NamedDataset: Sendable {
  /// Name, splits, source and licence.
  public let card: DatasetCard
  /// Its classes in order.
  public let labels: LabelMap
  /// The class of each label in the files, nil for labels whose examples are left out.
  private let classes: [String: String?]
  private let format: TextFormat
  /// The text of each split, if the data set is part of Attune.
  private let bundled: [String: String]

  /// Creates a data set.
  ///
  /// - Parameters:
  ///   - classes: The classes in order, each with its labels in the files.
  ///   - leftOut: Labels in the files whose examples are left out.
  ///   - bundled: The text of each split, if the data set is part of Attune.
  init(
    name: String, summary: String, about: String, classes: KeyValuePairs<String, [String]>, leftOut: [String] = [],
    format: TextFormat, files: [DatasetCard.File], bundled: [String: String] = [:], source: String, licence: String,
    commands: [String] = []
  ) {
    let names = classes.map(\.key)
    card = DatasetCard(
      name: name, summary: summary, about: about, labelNames: names, files: files, source: source, licence: licence,
      commands: commands)
    labels = LabelMap(valid: names)
    var classOfLabel: [String: String?] = [:]
    for (name, labels) in classes { for label in labels { classOfLabel[label] = .some(name) } }
    for label in leftOut { classOfLabel[label] = .some(nil) }
    self.classes = classOfLabel
    self.format = format
    self.bundled = bundled
  }

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - name: One of `card.splitNames`.
  ///   - folder: The folder of the data sets, or of this one; nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError` if there is no such split, folder or file, or if the file has problems.
  public func split(_ name: String, folder: String? = nil) throws(DatasetError) -> TextSplit {
    let file = try card.file(name)
    let path: String
    let bytes: [UInt8]
    if let text = bundled[name] {
      (path, bytes) = (file.path, Array(text.utf8))
    } else {
      path = try card.locate(file, folder: folder)
      bytes = try readFile(path)
    }
    let allowed = LabelMap(valid: classes.keys.sorted())
    let split = renamed(try TextSplit.read(bytes: bytes, path: path, format: format, labels: allowed), file)
    if split.examples.isEmpty { throw .empty(path: path) }
    return split
  }

  /// The split with the names of the classes as labels, without the examples that are left out.
  private func renamed(_ split: TextSplit, _ file: DatasetCard.File) -> TextSplit {
    let examples: [TextExample] = split.examples.compactMap { example in
      guard let label = example.label, let named = classes[label] ?? nil else { return nil }
      return TextExample(text: example.text, pair: example.pair, label: named, file: example.file, line: example.line)
    }
    let dropped = split.examples.count - examples.count
    var notes = card.notes(file, sha256: split.sha256)
    if dropped > 0 {
      let labels = classes.filter { $0.value == nil }.keys.sorted()
      notes.append(
        "\(name) \(file.split): left out \(dropped) of \(split.examples.count) examples, those with the label "
          + "\(labels.joined(separator: ", ")), by the definition of the data set")
    }
    return TextSplit(
      examples: examples, path: split.path, sha256: split.sha256, droppedCount: dropped, notes: notes)
  }
}
