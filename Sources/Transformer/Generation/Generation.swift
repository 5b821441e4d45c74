import Tensor

extension CausalLanguageModel {
  /// Continues each prompt: greedily, by drawing, or with beam search.
  ///
  /// A prompt's continuation does not depend on the prompts beside it, apart from rounding in the last bits of its
  /// logits.
  ///
  /// - Parameters:
  ///   - isEnd: called with the new tokens of a prompt after each of them; if true, its text is complete. Beam search
  ///     does not call it.
  ///   - shouldStop: called between tokens; if true, the tokens so far are returned
  /// - Returns: a continuation for each prompt, in order
  /// - Throws: `GenerationError` for a prompt that cannot be continued
  public func generate(
    _ prompts: [[Int32]], _ options: GenerationOptions, isEnd: (_ tokens: [Int32]) -> Bool = { _ in false },
    shouldStop: () -> Bool = { false }
  ) throws(GenerationError) -> [Generated] {
    try check(prompts)
    if options.beams > 1 { return prompts.map { beamSearch($0, options, shouldStop: shouldStop)[0] } }
    // Prompts of similar length together, as many as the cache's memory allows.
    let order = prompts.indices.sorted { (prompts[$0].count, $0) < (prompts[$1].count, $1) }
    var results = [Generated](
      repeating: Generated(tokens: [], isComplete: false, logProbability: 0), count: prompts.count)
    var rest = order[...]
    while !rest.isEmpty && !shouldStop() {
      let longest = prompts[rest.last!].count
      let group = rest.prefix(slots(tokens: min(configuration.contextLength, longest + options.maximumTokens)))
      rest = rest.dropFirst(group.count)
      let texts = group.map { (prompt: prompts[$0], stream: options.firstPrompt + UInt64($0)) }
      for (index, result) in zip(group, continueTogether(texts, options, isEnd, shouldStop)) { results[index] = result }
    }
    return results
  }

  /// Throws for prompts that cannot be continued.
  func check(_ prompts: [[Int32]]) throws(GenerationError) {
    for (index, prompt) in prompts.enumerated() {
      if prompt.isEmpty { throw .emptyPrompt(index: index) }
      if prompt.count > configuration.contextLength {
        throw .promptTooLong(index: index, tokens: prompt.count, limit: configuration.contextLength)
      }
      if let token = prompt.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
        throw .unknownToken(index: index, token: token, vocabulary: configuration.vocabularySize)
      }
    }
  }

  /// New tokens that fit after a prompt: the last one is never read.
  func room(after prompt: [Int32], _ options: GenerationOptions) -> Int {
    min(options.maximumTokens, configuration.contextLength - prompt.count + 1)
  }

  /// Sequences whose cache fits into 256 MiB, at most 256.
  private func slots(tokens: Int) -> Int {
    max(1, min(256, (256 << 20) / max(1, cacheBytes(tokens: tokens))))
  }

  /// The peak cost of continuing prompts of the given lengths: bytes of the cache, and the pass that reads the prompts.
  public func generationCost(prompts: [Int], maximumTokens: Int) -> (cacheBytes: Int, reading: PassCost) {
    let tokens = min(configuration.contextLength, (prompts.max() ?? 0) + maximumTokens)
    let together = prompts.sorted().suffix(slots(tokens: tokens))
    var reading = PassCost()
    reading.tokens = together.reduce(0, +)
    // One block: two sums, two norms, the input and output of attention and its projections, two of the feed-forward
    // layer.
    reading.liveValues = reading.tokens * (10 * configuration.hiddenSize + configuration.intermediateSize)
    return (together.count * cacheBytes(tokens: tokens), reading)
  }

  /// Bytes that a cache keeps of a sequence of up to so many tokens, over all layers.
  private func cacheBytes(tokens: Int) -> Int {
    decoder.cachedLayers.reduce(0) { $0 + $1.width * $1.rows(capacity: tokens) } * MemoryLayout<Float>.stride
  }

  func cache(slots: Int, capacity: Int) -> DecoderCache {
    DecoderCache(layers: decoder.cachedLayers, slots: slots, capacity: capacity)
  }

  private func continueTogether(
    _ texts: [(prompt: [Int32], stream: UInt64)], _ options: GenerationOptions,
    _ isEnd: (_ tokens: [Int32]) -> Bool, _ shouldStop: () -> Bool
  ) -> [Generated] {
    let limits = texts.map { room(after: $0.prompt, options) }
    let capacity = zip(texts, limits).map { $0.prompt.count + max(1, $1) - 1 }.max()!
    let cache = options.usesCache ? cache(slots: texts.count, capacity: capacity) : nil
    var results = [Generated](
      repeating: Generated(tokens: [], isComplete: false, logProbability: 0), count: texts.count)
    /// A token drawn for each active text, and −log of its probability.
    func choose(_ logits: Tensor, _ active: [Int]) -> ([Int32], [Double]) {
      let vocabulary = logits.columns
      let chosen = logits.withSpan { values in
        active.enumerated().map { row, index in
          options.choose(
            values.extracting((row * vocabulary)..<((row + 1) * vocabulary)),
            after: texts[index].prompt + results[index].tokens
          ) {
            randomUniform(
              seed: options.seed, stream: texts[index].stream, index: UInt64(results[index].tokens.count))
          }
        }
      }
      return (chosen, crossEntropies(logits, targets: chosen))
    }
    var active = texts.indices.filter { limits[$0] > 0 }
    while !active.isEmpty && !shouldStop() {
      // 1. read the whole prompt, then one token at a time
      cache?.slots = active
      let sequences = active.map { index in
        let tokens = results[index].tokens
        return cache != nil && !tokens.isEmpty ? [tokens.last!] : texts[index].prompt + tokens
      }
      let logits = nextTokenLogits(TokenBatch(sequences), cache: cache)
      // 2. next tokens
      let isPlain = options.isGreedy && options.repetitionPenalty == 1
      let (chosen, losses) = isPlain ? mostProbable(logits) : choose(logits, active)
      // 3. finished texts
      for ((index, token), loss) in zip(zip(active, chosen), losses) {
        results[index].logProbability -= loss
        if options.endTokens.contains(token) {
          results[index].isComplete = true
        } else {
          results[index].tokens.append(token)
          results[index].isComplete = isEnd(results[index].tokens)
        }
      }
      active = active.filter { !results[$0].isComplete && results[$0].tokens.count < limits[$0] }
    }
    return results
  }
}
