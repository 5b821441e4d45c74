internal import Attune

extension Command {
  private static let revision = Flag("revision", value: "NAME", help: "A branch, tag or commit; main without it.")

  static let download = Command(
    "download", "Fetch a pretrained model",
    discussion: """
      Models are kept in ~/.cache/attune/models, or $ATTUNE_HOME/models, whole and
      checked. An interrupted download goes on where it stopped. HF_ENDPOINT names
      another server, HF_TOKEN opens private models.
      Known by a short name: \(KnownModel.all.map(\.shortName).joined(separator: ", ")).
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
    console.say(receipt.wasThere ? "already there, and whole: \(receipt.folder)" : "from \(receipt.source)")
    console.say("sha256 of model.safetensors: \(receipt.sha256)")
    if !receipt.wasThere { console.say("in \(receipt.folder)") }
  }
}
