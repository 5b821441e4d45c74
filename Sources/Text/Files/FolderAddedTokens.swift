internal import Base

/// Added and special tokens that the files beside a vocabulary declare, as `transformers` adds them: those of
/// `added_tokens_decoder` in `tokenizer_config.json` or, where it is missing, of `added_tokens.json`; then the special
/// tokens of `tokenizer_config.json` and `special_tokens_map.json`.
struct FolderAddedTokens {
  private let settings: TokenizerSettings
  /// Tokens with the ids that the files give them.
  private var declared: [(token: AddedToken, path: String)] = []
  /// Whether the declared tokens say all of themselves, not only their ids.
  private var isComplete = false

  init(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError) {
    self.settings = settings
    let name = "added_tokens.json"
    let others: JSON? = folder.has(name) ? try folder.readJSON(name) : nil
    if let list = settings.json["added_tokens_decoder"], list != .null {
      guard let members = list.object?.members else {
        throw settings.problem("added_tokens_decoder must be an object, not \(list.kind)")
      }
      isComplete = true
      for (key, value) in members {
        guard let id = Int32(key), id >= 0, let content = value["content"]?.string, !content.isEmpty else {
          throw settings.problem(
            "added_tokens_decoder needs an id from 0 with \"content\" (not empty), not \(quoted(key)): "
              + excerpt(value.compact))
        }
        var token = AddedToken(content: content, id: id)
        token.isSpecial = value["special"] == .bool(true)
        token.isNormalized = value["normalized"].map { $0 == .bool(true) } ?? !token.isSpecial
        token.stripsLeft = value["lstrip"] == .bool(true)
        token.stripsRight = value["rstrip"] == .bool(true)
        token.isSingleWord = value["single_word"] == .bool(true)
        declared.append((token, settings.path))
      }
    } else if let others {
      let path = folder.path(of: name)
      guard let members = others.object?.members else {
        throw .malformed(path: path, line: 1, problem: "expected an object, found \(others.kind)")
      }
      let special = try settings.specialTokens().map(\.content)
      for (content, value) in members {
        guard let id = value.integer.flatMap(Int32.init(exactly:)), id >= 0, !content.isEmpty else {
          throw .malformed(
            path: path, line: nil,
            problem: "the id of \(quoted(content)) must be a whole number from 0, not \(excerpt(value.compact))")
        }
        var token = AddedToken(content: content, id: id)
        token.isSpecial = special.contains { $0.utf8.elementsEqual(content.utf8) }
        token.isNormalized = !token.isSpecial
        declared.append((token, path))
      }
    }
    declared.sort { $0.token.id < $1.token.id }
  }

  /// Some added tokens with those that the files declare.
  ///
  /// - Parameters:
  ///   - known: the added tokens of `tokenizer.json`
  ///   - count: the number of tokens in the vocabulary
  ///   - addsSpecial: whether special tokens that have no id get the next ones
  ///   - vocabularyID: the id of a token in the vocabulary, or nil
  func tokens(
    after known: [AddedToken], count: Int, addsSpecial: Bool = true, vocabularyID: (String) -> Int32?
  ) throws(TokenizerError) -> [AddedToken] {
    var tokens = known
    var places: [[UInt8]: Int] = [:]
    for (index, token) in known.enumerated() { places[Array(token.content.utf8)] = index }
    var next = max(Int32(count), (known.map(\.id).max() ?? -1) + 1)
    func add(_ token: AddedToken) {
      places[Array(token.content.utf8)] = tokens.count
      tokens.append(token)
      next = max(next, token.id &+ 1)
    }
    for (token, path) in declared {
      let place = places[Array(token.content.utf8)]
      let id = place.map { tokens[$0].id } ?? vocabularyID(token.content) ?? next
      if id != token.id {
        throw .malformed(
          path: path, line: nil,
          problem: "the token \(quoted(token.content)) has id \(token.id), but \(id) is what the vocabulary and the "
            + "added tokens before it give it: correct the id")
      }
      if let place {
        if isComplete { tokens[place] = token }
      } else {
        add(token)
      }
    }
    for special in try settings.specialTokens() {
      if let place = places[Array(special.content.utf8)] {
        if special.isNamed { tokens[place].isSpecial = true }
        continue
      }
      let id = vocabularyID(special.content)
      if id == nil && !addsSpecial { continue }
      var token = special.token
      token.id = id ?? next
      add(token)
    }
    return tokens
  }
}
