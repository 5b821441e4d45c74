public import Tensor

/// A decoder: embeddings, pre-norm blocks, and an ending, which of a GPT is a last norm.
public struct Decoder {
  /// The sizes.
  public let configuration: DecoderConfiguration
  /// One row for each token of the vocabulary.
  public let words: Embedding
  /// One row for each position; nil for rotary positions.
  public let positions: Embedding?
  /// Dropout of the embeddings.
  public let dropout: DropoutSite
  /// The layers.
  public let blocks: [PreNormBlock]
  /// What follows the last one.
  public let ending: DecoderEnding

  /// What forward keeps for backward.
  public struct Saved {
    let lookups: [(parameter: Parameter, ids: [Int32])]
    let blocks: [PreNormBlock.Saved]
    let ending: DecoderEnding.Saved
  }

  /// The tables whose rows are added up to a token's embedding, and the rows.
  func lookups(_ batch: TokenBatch, _ places: [Int32]) -> [(parameter: Parameter, ids: [Int32])] {
    [(words.weight, batch.ids)] + (positions.map { [($0.weight, places)] } ?? [])
  }

  /// Tokens to the output rows, `[output rows, hidden]`. With a cache, the tokens are the next ones of its sequences.
  public func forward(
    _ batch: TokenBatch, _ pass: Pass, rows: OutputRows = .all, cache: DecoderCache? = nil
  ) -> (output: Tensor, saved: Saved) {
    // 1. embeddings; without blocks no other row than those that are wanted is read
    var lookups = lookups(batch, cache?.positions(of: pass) ?? pass.positions)
    if blocks.isEmpty { lookups = lookups.map { ($0.parameter, rows.gather($0.ids, pass)) } }
    let embedded = drop(embed(lookups.map { ($0.parameter.value, $0.ids) }), dropout(pass))
    // 2. blocks
    var stream = ResidualStream(residual: embedded)
    var saved: [PreNormBlock.Saved] = []
    if let cache, let latents = configuration.latents, blocks.count > 1 {
      stream = continueLatents(stream, rows, pass, cache, latents: latents)
    } else {
      for (index, (block, own)) in zip(blocks, passes(rows, pass)).enumerated() {
        let (next, savedBlock) = block.forward(stream, own.rows, own.pass, cache: cache?.layer(index))
        // Without a backward pass, each layer's memory serves the next.
        if pass.isTraining { saved.append(savedBlock) }
        stream = next
      }
    }
    cache?.advance(pass)
    // 3. the ending
    let (y, savedEnding) = ending.forward(stream, pass)
    return (y, Saved(lookups: lookups, blocks: saved, ending: savedEnding))
  }

  /// Adds to the gradients of all parameters; dOutput `[output rows, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass, rows: OutputRows = .all) {
    precondition(saved.blocks.count == blocks.count, "backward needs a forward pass in training")
    // 3.
    var (dResidual, dBranch) = ending.backward(dOutput, saved.ending, pass)
    // 2.
    for ((block, savedBlock), own) in zip(zip(blocks, saved.blocks), passes(rows, pass)).reversed() {
      guard let given = dBranch else { preconditionFailure("no gradient of a block's branch") }
      (dResidual, dBranch) = block.backward(dResidual: dResidual, dBranch: given, savedBlock, own.rows, own.pass)
    }
    // 1.
    let dEmbedded = drop(dResidual, dropout(pass))
    for (parameter, ids) in saved.lookups {
      parameter.addToGradient(rows: ids) { addEmbeddingGradient(dEmbedded, ids: ids, to: &$0) }
    }
  }

  /// The pass of each block and the rows that it gives, if `rows` are wanted in the end.
  func passes(_ rows: OutputRows, _ pass: Pass) -> [(rows: OutputRows, pass: Pass)] {
    let last = blocks.count - 1
    guard let latents = configuration.latents, last > 0 else {
      return blocks.indices.map { ($0 == last ? rows : .all, pass) }
    }
    let passes = LatentPasses(rows, pass, latents: latents)
    return blocks.indices.map {
      $0 == 0 ? (passes.firstRows, pass) : ($0 == last ? passes.lastRows : .all, passes.later)
    }
  }

  /// The blocks of a decoder with latents, for the next tokens of sequences.
  ///
  /// The first block's rows depend on the tokens up to their own alone, so they are kept. In the later blocks a latent
  /// sees those before it, of which the first one leaves with each token beyond the m-th. Until then their keys and
  /// values are kept as well; from then on these blocks run on all m latents for each token.
  ///
  /// - Parameter stream: `[tokens, hidden]`, the tokens' embeddings
  /// - Returns: the output rows of the last block
  private func continueLatents(
    _ stream: ResidualStream, _ rows: OutputRows, _ pass: Pass, _ cache: DecoderCache, latents: Int
  ) -> ResidualStream {
    let last = blocks.count - 1
    // 1. the first block, of new tokens that are among the last m
    let new = zip(pass.offsets, pass.offsets.dropFirst()).map { min($1 - $0, latents) }
    let newRows = new.reduce(0, +) == pass.offsets.last ? OutputRows.all : .lastTokens(new)
    var stream = blocks[0].forward(stream, newRows, pass, cache: cache.layer(0)).output
    var sum = stream.residual
    if let branch = stream.branch { sum.add(branch) }
    if let indices = newRows.indices(pass) {
      // The cache has a row for each token; what is written for the others is not read.
      var all = Tensor(zeros: [pass.offsets.last!, sum.columns])
      all.addRows(sum, at: indices)
      sum = all
    }
    let kept = cache.layer(blocks.count).append(sum, pass)
    // 2. while all tokens are latents, only the new ones
    let lengths = cache.layer(0).lengths(with: pass)
    cache.hasGaps = cache.hasGaps || lengths.contains { $0 > latents }
    if !cache.hasGaps {
      for (index, block) in blocks.enumerated().dropFirst() {
        stream = block.forward(stream, index == last ? rows : .all, pass, cache: cache.layer(index)).output
      }
      return stream
    }
    // 3. then all latents
    let counts = lengths.map { min($0, latents) }
    let wanted = zip(rows.offsets(pass), rows.offsets(pass).dropFirst()).map { $1 - $0 }
    let latentPass = pass.with(offsets: counts.reduce(into: [0]) { $0.append($0.last! + $1) })
    stream = ResidualStream(residual: kept.last(counts))
    for (index, block) in blocks.enumerated().dropFirst() {
      stream = block.forward(stream, index == last ? .lastTokens(wanted) : .all, latentPass).output
    }
    return stream
  }

  /// What a cache keeps of each layer, and of the first one's output where the others see latents alone.
  public var cachedLayers: [DecoderCache.Layer] {
    let layers = blocks.map { DecoderCache.Layer(width: $0.attention.cachedWidth, window: $0.attention.cachedTokens) }
    guard let latents = configuration.latents, blocks.count > 1 else { return layers }
    return layers + [DecoderCache.Layer(width: configuration.hiddenSize, window: latents)]
  }

  /// Adds the cost of a pass over a batch.
  func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    let hiddenSize = configuration.hiddenSize
    let shapes = shapes(batch)
    cost.tokens += batch.tokens
    for (block, shape) in zip(blocks, shapes) { block.addCost(shape, hiddenSize: hiddenSize, to: &cost) }
    ending.addCost(rows: batch.outputRows, hiddenSize: hiddenSize, to: &cost)
    // Of fewer rows than the last block has, their copies too.
    if batch.outputRows < shapes.last?.tokens ?? 0 { cost.liveValues += 2 * batch.outputRows * hiddenSize }
    cost.liveValues += batch.tokens * (blocks.map { $0.backwardValues(hiddenSize: hiddenSize) }.max() ?? 0)
  }

  /// The shape of a batch in each block.
  private func shapes(_ batch: BatchShape) -> [BatchShape] {
    let last = blocks.count - 1
    guard let latents = configuration.latents, last > 0 else {
      return blocks.indices.map { $0 == last ? batch : batch.withAllRows }
    }
    // As if the rows that are read were the last ones of each sequence, equally many.
    let each = (batch.outputRows + batch.lengths.count - 1) / max(1, batch.lengths.count)
    let groups = batch.lengths.flatMap { length -> [Int] in
      let asked = min(length, (each + latents - 1) / latents * latents)
      return stride(from: asked, to: 0, by: -latents).map { min($0, latents) }
    }
    let later = BatchShape(lengths: groups)
    return blocks.indices.map {
      if $0 == 0 { return BatchShape(lengths: batch.lengths, outputRows: later.tokens) }
      return $0 == last ? BatchShape(lengths: groups, outputRows: min(batch.outputRows, later.tokens)) : later
    }
  }
}
