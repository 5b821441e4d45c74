/// Everything of a `BPETokenizer`, as read from files.
struct BPEParts: Sendable {
  var model: BPEModel
  var normalizers: [Normalizer] = []
  var preTokenizers: [PreTokenizer] = []
  /// From tokens to text where the units are characters; nil puts spaces between the tokens.
  var decoders: [TokenDecoder]?
  var addedTokens: [AddedToken] = []
  var template = SpecialTokenTemplate.bare
  var trimming: OffsetTrimming?
  /// Whether a text that is too long loses its beginning.
  var cutsLeft = false
}
