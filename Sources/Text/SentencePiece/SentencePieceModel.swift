/// What a `tokenizer.model` of SentencePiece (Kudo and Richardson 2018) says: the pieces and the settings that matter
/// for encoding. The fields are those of `sentencepiece_model.proto`.
struct SentencePieceModel {
  /// What a piece is for; the numbers are those of the format.
  enum Kind: UInt64 { case normal = 1, unknown, control, userDefined, unused, byte }

  struct Piece {
    var text = ""
    var score: Float = 0
    var kind = Kind.normal
  }

  private(set) var pieces: [Piece] = []
  private var modelType: UInt64 = 1
  private(set) var fallsBackToBytes = false
  private var treatsSpaceAsSuffix = false
  private(set) var addsDummyPrefix = true
  private var removesExtraSpaces = true
  private var escapesSpaces = true
  private var characterMap = 0..<0

  private static let typeNames: [UInt64: String] = [1: "unigram", 2: "BPE", 3: "word", 4: "char"]

  init(_ bytes: [UInt8], path: String) throws(TokenizerError) {
    do { try read(bytes) } catch {
      throw .malformed(path: path, line: nil, problem: "byte \(error.place): not a SentencePiece model")
    }
    if pieces.isEmpty { throw .malformed(path: path, line: nil, problem: "the model has no pieces") }
    func refuse(_ found: String, _ supported: String) -> TokenizerError {
      .unsupported(path: path, found: found, supported: supported)
    }
    if modelType != 2 {
      throw refuse("a SentencePiece model of type \(Self.typeNames[modelType] ?? "\(modelType)")", "BPE")
    }
    if !characterMap.isEmpty { throw refuse("a SentencePiece model with normalization rules", "identity") }
    if removesExtraSpaces { throw refuse("a SentencePiece model with remove_extra_whitespaces", "false") }
    if !escapesSpaces || treatsSpaceAsSuffix {
      throw refuse(
        "a SentencePiece model with other spaces", "escape_whitespaces true, treat_whitespace_as_suffix false")
    }
  }

  private mutating func read(_ bytes: [UInt8]) throws(ProtobufReader.Problem) {
    var message = ProtobufReader(bytes, bytes.indices)
    while let (number, value) = try message.next() {
      guard case .bytes(let range) = value else { continue }
      var field = ProtobufReader(bytes, range)
      switch number {
      case 1: pieces.append(try Self.piece(&field, bytes))
      case 2:
        while let (number, value) = try field.next() {
          guard case .varint(let found) = value else { continue }
          switch number {
          case 3: modelType = found
          case 24: treatsSpaceAsSuffix = found != 0
          case 35: fallsBackToBytes = found != 0
          default: break
          }
        }
      case 3:
        while let (number, value) = try field.next() {
          switch (number, value) {
          case (2, .bytes(let map)): characterMap = map
          case (3, .varint(let found)): addsDummyPrefix = found != 0
          case (4, .varint(let found)): removesExtraSpaces = found != 0
          case (5, .varint(let found)): escapesSpaces = found != 0
          default: break
          }
        }
      default: break
      }
    }
  }

  private static func piece(
    _ field: inout ProtobufReader, _ bytes: [UInt8]
  ) throws(ProtobufReader.Problem) -> Piece {
    var piece = Piece()
    while let (number, value) = try field.next() {
      switch (number, value) {
      case (1, .bytes(let range)): piece.text = String(decoding: bytes[range], as: UTF8.self)
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .varint(let kind)):
        guard let found = Kind(rawValue: kind) else { throw ProtobufReader.Problem(place: 0) }
        piece.kind = found
      default: break
      }
    }
    return piece
  }
}
