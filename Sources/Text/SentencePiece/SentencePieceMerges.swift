internal import Base

/// The merges of a BPE vocabulary with scores: every way to make a piece of two others, the piece of the highest score
/// first. SentencePiece joins the neighbours whose piece has the highest score, which is the same order.
enum SentencePieceMerges {
  /// The longest piece, in characters, of which all splits are looked at.
  private static let longest = 256

  /// - Parameter pieces: the pieces that merge, with score and id
  static func merges(_ pieces: [(text: String, score: Float, id: Int)]) -> [JSON] {
    var ids: [[UInt8]: Int] = [:]
    for piece in pieces { ids[Array(piece.text.utf8)] = piece.id }
    let order = pieces.indices.sorted {
      (-pieces[$0].score, pieces[$0].id) < (-pieces[$1].score, pieces[$1].id)
    }
    var merges: [JSON] = []
    for index in order {
      let bytes = Array(pieces[index].text.utf8)
      if bytes.count > longest { continue }
      for split in 1..<max(1, bytes.count) where !isContinuation(bytes[split]) {
        if ids[Array(bytes[..<split])] != nil, ids[Array(bytes[split...])] != nil {
          merges.append([
            .string(String(decoding: bytes[..<split], as: UTF8.self)),
            .string(String(decoding: bytes[split...], as: UTF8.self)),
          ])
        }
      }
    }
    return merges
  }
}
