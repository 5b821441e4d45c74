/// The version of this package: what `attune --version` prints and a checkpoint records.
public let attuneVersion = "0.1.0"
