import Glibc
import Tensor

extension CausalLanguageModel {
  /// Beam search as `generate` of `transformers` does it with `early_stopping=False`.
  ///
  /// Of the 2 · beams best next tokens (with several end tokens, one more for each), those that end a text are finished
  /// if they are among the best `beams`; the others stay active. The search ends when no active text, at its present
  /// length, scores above the worst finished one.
  ///
  /// - Parameter shouldStop: called between tokens; if true, the search ends with the tokens so far
  /// - Returns: `options.beams` texts or fewer, the best first
  public func beamSearch(
    _ prompt: [Int32], _ options: GenerationOptions, shouldStop: () -> Bool = { false }
  ) -> [Generated] {
    struct Beam {
      var tokens: [Int32]
      var logProbability: Double
      var slot: Int
    }
    let count = options.beams
    let limit = room(after: prompt, options)
    let cache = options.usesCache ? cache(slots: count, capacity: prompt.count + limit) : nil
    var running = [Beam(tokens: [], logProbability: 0, slot: 0)]
    var finished: [(score: Double, text: Generated)] = []
    func score(_ logProbability: Double, length: Int) -> Double {
      logProbability / pow(Double(length), options.lengthPenalty)
    }

    for length in stride(from: 1, through: limit, by: 1) {
      if shouldStop() && length > 1 { break }
      // 1. log-probabilities of the next token of each
      cache?.slots = running.map(\.slot)
      let sequences = running.map { cache != nil && !$0.tokens.isEmpty ? [$0.tokens.last!] : prompt + $0.tokens }
      let logits = nextTokenLogits(TokenBatch(sequences), cache: cache)
      // 2. the best next tokens over all beams: enough that as many beams can go on as there are
      let candidates = best(max(2, 1 + options.endTokens.count) * count, logits, running.map(\.logProbability))
      let isLast = length == limit
      // 3. finished texts
      for candidate in candidates.prefix(count) where isLast || options.endTokens.contains(candidate.token) {
        let ends = options.endTokens.contains(candidate.token)
        finished.append(
          (
            score(candidate.logProbability, length: length),
            Generated(
              tokens: running[candidate.beam].tokens + (ends ? [] : [candidate.token]), isComplete: ends,
              logProbability: candidate.logProbability)
          ))
      }
      finished.sort { $0.score > $1.score }
      finished.removeLast(max(0, finished.count - count))
      if isLast { break }
      // 4. active texts
      let going = candidates.filter { !options.endTokens.contains($0.token) }.prefix(count)
      cache?.rearrange(going.enumerated().map { ($0.offset, running[$0.element.beam].slot) })
      running = going.enumerated().map { slot, candidate in
        Beam(
          tokens: running[candidate.beam].tokens + [candidate.token], logProbability: candidate.logProbability,
          slot: slot)
      }
      if running.isEmpty { break }
      // 5. can an active text still be among the best?
      let bestRunning = score(running[0].logProbability, length: length)
      if finished.count == count, bestRunning <= finished.last!.score { break }
    }
    if finished.isEmpty {
      // Stopped by the caller.
      return running.map { Generated(tokens: $0.tokens, isComplete: false, logProbability: $0.logProbability) }
    }
    return finished.map(\.text)
  }

  /// The most probable next tokens of several beams, the best first.
  private func best(
    _ count: Int, _ logits: Tensor, _ before: [Double]
  ) -> [(beam: Int, token: Int32, logProbability: Double)] {
    let vocabulary = logits.columns
    // The log of a row's sum of exponentials, from the loss of its first token.
    let firstLosses = crossEntropies(logits, targets: before.map { _ in 0 })
    return logits.withSpan { values in
      var all: [(beam: Int, token: Int32, logProbability: Double)] = []
      for (beam, start) in before.enumerated() {
        let row = values.extracting((beam * vocabulary)..<((beam + 1) * vocabulary))
        let logSum = firstLosses[beam] + Double(row[0])
        // Only the best of each beam can be among the best of all.
        var top: [(token: Int32, logit: Float)] = []
        for token in 0..<vocabulary {
          let logit = row[token]
          if top.count == count, logit <= top[count - 1].logit { continue }
          let place = top.firstIndex { $0.logit < logit } ?? top.count
          top.insert((Int32(token), logit), at: place)
          if top.count > count { top.removeLast() }
        }
        all += top.map { (beam, $0.token, start + Double($0.logit) - logSum) }
      }
      // Ties: the earlier beam, then the smaller token.
      all.sort { ($1.logProbability, $0.beam, $0.token) < ($0.logProbability, $1.beam, $1.token) }
      return Array(all.prefix(count))
    }
  }
}
