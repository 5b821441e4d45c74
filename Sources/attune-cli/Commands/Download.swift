internal import Attune

extension Command {
  private static let revision = Flag("revision", value: "NAME", help: "A branch, tag or commit; main by default.")

  static let download = Command(
    "download", "Fetch a pretrained model",
    discussion: """
      Models are stored in ~/.cache/attune/models, or $ATTUNE_HOME/models, and their
      files are checked. An interrupted download continues where it stopped. HF_ENDPOINT
      selects another server, HF_TOKEN gives access to private models.
      Short names: \(KnownModel.all.map(\.shortName).joined(separator: ", ")).
      """,
    arguments: [Argument("model", help: "A short name, or owner/name on the model hub.")],
    flags: [revision],
    examples: [
      ("attune download all-MiniLM-L6-v2", "the small encoder of the shipped configs"),
      ("attune download google-bert/bert-base-uncased", "any BERT, DistilBERT or RoBERTa"),
    ]
  ) { invocation in
    let console = invocation.console
    let receipt = try Hub.download(
      invocation.arguments[0], revision: invocation.value(revision) ?? "main",
      progress: { progress in
        let received = "\(progress.file)  \(progress.received / 1_000_000)"
        console.progress { received + (progress.total.map { " of \($0 / 1_000_000) MB" } ?? " MB") }
      }, say: { console.say($0) })
    console.say(receipt.wasThere ? "already there and complete: \(receipt.folder)" : "from \(receipt.source)")
    console.say("sha256 of model.safetensors: \(receipt.sha256)")
    if !receipt.wasThere { console.say("in \(receipt.folder)") }
  }
}
