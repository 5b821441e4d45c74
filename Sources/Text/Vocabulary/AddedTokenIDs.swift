/// Added tokens by id and ids by added token. The ids are in the vocabulary of the model or follow it.
struct AddedTokenIDs: Sendable {
  /// The number of ids of the model and the added tokens together: `0..<count`.
  let count: Int
  private let byContent: [[UInt8]: Int32]
  private let byID: [Int32: AddedToken]

  init(_ tokens: [AddedToken], modelCount: Int) {
    var byContent: [[UInt8]: Int32] = [:]
    var byID: [Int32: AddedToken] = [:]
    for token in tokens {
      byContent[Array(token.content.utf8)] = token.id
      byID[token.id] = token
    }
    self.byContent = byContent
    self.byID = byID
    count = max(modelCount, (tokens.map { Int($0.id) + 1 }.max() ?? 0))
  }

  func id(of token: String) -> Int32? { byContent[Array(token.utf8)] }

  func token(of id: Int32) -> String? { byID[id]?.content }

  /// The added token with this id, or nil.
  subscript(id: Int32) -> AddedToken? { byID[id] }

  func isSpecial(_ id: Int32) -> Bool { byID[id]?.isSpecial ?? false }
}
