internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Text

extension Pretrain.Prepared {
  /// Scores the best checkpoint, read from the disk, on the dev documents, and writes the results.
  func score(
    _ stages: StageRunner, _ settings: PretrainSettings, in folder: RunFolder, _ forecast: Forecast, _ console: Console
  ) throws {
    let best = folder.appending("best")
    let chosen = try LanguageModel.open(best)
    var results: JSON.Object = [
      "recipe": .string(Pretrain.name), "stages": stages.completed.json, "seed": .integer(settings.execution.seed),
    ]
    results.add(try scoredHashes(best, chosen.tokenizer))
    if let devSequences {
      let report = chosen.perplexity(of: devSequences, texts: devTexts)
      var object = report.json
      object["data_sha256"] = dev.map { .string($0.sha256) }
      let baselines = countingModels(chosen.tokenizer)
      object["ngrams"] = baselines.map { .object($0.json) }
      results["dev"] = .object(object)
      console.say("\ndev\n" + report.table + (baselines.map { "\n" + $0.table } ?? ""))
    }
    if let prompt = settings.samplePrompt {
      var options = TextGenerator.Options()
      (options.temperature, options.maximumTokens) = (0.8, settings.sampleTokens)
      options.seed = settings.execution.seed
      let sample = try TextGenerator(chosen).continueText(prompt, options)
      results["sample"] = .string(sample.prompt + sample.text)
      console.say("\nsample\n" + sample.prompt + sample.text)
    }
    try folder.writeLossPlot()
    let comparison = try folder.writeResults(
      results, forecast, tokens: stages.completed.tokens,
      seconds: stages.secondsBefore + monotonicSeconds() - start)
    console.say(
      "peak memory \(peakMemory() >> 20) MiB; checkpoint: \(best)\n\(comparison)\n"
        + "losses over the steps: \(folder.appending("loss.svg"))\n"
        + "generate text: attune generate \(best) --prompt TEXT --temperature 0.8")
  }

  /// What models that only count give on the dev documents, if tokens are words.
  private func countingModels(_ tokenizer: any Tokenizer) -> [NGramBaselines.Row]? {
    let isOfWords = tokenizer is WordTokenizer || (tokenizer as? CorpusTokenizer)?.unit == .words
    guard isOfWords, data.targetTexts != nil, let devTokens,
      NGramBaselines.isPossible(vocabularySize: tokenizer.vocabularySize)
    else { return nil }
    return NGramBaselines(data.documents, vocabularySize: tokenizer.vocabularySize).rows(devTokens)
  }
}
