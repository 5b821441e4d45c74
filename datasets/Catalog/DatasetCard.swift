/// The facts about a data set that are known without reading it: for lists, logs, messages and `datasets/README.md`.
public struct DatasetCard: Sendable, Equatable {
  /// The name that a recipe's `dataset` setting takes.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// What it is, in a paragraph of Markdown.
  public let about: String
  /// The names of its classes in order; empty where it has none.
  public let labelNames: [String]
  /// Its files, one a split.
  public let files: [File]
  /// Its file of texts for pretraining, if it has one.
  public let documents: File?
  /// Who made it and where it is published.
  public let source: String
  /// Its licence or terms.
  public let licence: String
  /// The shell commands that put its files into the folder `data`; empty for bundled data.
  public let commands: [String]

  /// One file of a data set.
  public struct File: Sendable, Equatable {
    /// The name of the split.
    public let split: String
    /// What recipes do with the split.
    public let use: Use
    /// Its path below the data folder.
    public let path: String
    /// The number of examples, without those that the definition of the data set leaves out; nil for bundled data.
    public let count: Int?
    /// The size of the published file; nil for bundled data.
    public let bytes: Int?
    /// SHA-256 of the published file; nil for bundled data.
    public let sha256: String?

    /// Creates a file; without `use`, the name of the split says what recipes do with it.
    init(
      split: String, use: Use? = nil, path: String, count: Int? = nil, bytes: Int? = nil, sha256: String? = nil
    ) {
      self.split = split
      self.use = use ?? Use(split: split)
      self.path = path
      self.count = count
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// What recipes do with a split.
  public enum Use: Sendable {
    /// Train on it.
    case training
    /// Choose the best checkpoint with it.
    case development
    /// Score the best checkpoint on it, at the end of a run. A data set may have several such splits.
    case test
    /// Nothing: `attune evaluate --split` scores it on request.
    case onRequest

    /// The usual use of a split with this name.
    init(split: String) {
      switch split {
      case "train": self = .training
      case "dev": self = .development
      case "test": self = .test
      default: self = .onRequest
      }
    }
  }

  init(
    name: String, summary: String, about: String, labelNames: [String] = [], files: [File], documents: File? = nil,
    source: String, licence: String, commands: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.about = about
    self.labelNames = labelNames
    self.files = files
    self.documents = documents
    self.source = source
    self.licence = licence
    self.commands = commands
  }

  /// Whether the data set is part of Attune.
  public var isBundled: Bool { commands.isEmpty }

  /// The names of its splits.
  public var splitNames: [String] { files.map(\.split) }

  /// The names of the splits that a run scores at its end.
  public var testSplitNames: [String] { files.filter { $0.use == .test }.map(\.split) }

  /// How to get the data set and where to put it, for messages.
  public var howToGet: String {
    if isBundled { return "The data set is part of Attune." }
    return "To get it:\n" + commands.map { "  \($0)\n" }.joined()
      + "Then name the folder: export ATTUNE_DATA=\"$PWD/data\", or data_folder in the settings of the run."
  }
}
