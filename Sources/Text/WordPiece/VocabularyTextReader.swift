internal import Base

/// Reads BERT's `vocab.txt`: one token per line; the line number, from 0, is its id.
enum VocabularyTextReader {
  static func read(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError)
    -> WordPieceTokenizer
  {
    let path = folder.path(of: "vocab.txt")
    let vocabulary = try vocabulary(try folder.read("vocab.txt"), path: path)
    let others = try FolderAddedTokens(&folder, settings)
    let added = try others.tokens(after: [], count: vocabulary.count, addsSpecial: false) { vocabulary.id(of: $0) }
    func special(_ key: String, _ usual: String) throws(TokenizerError) -> (content: String, id: Int32?) {
      let content = try settings.token(key) ?? usual
      let known = added.first { $0.content.utf8.elementsEqual(content.utf8) }
      return (content, known?.id ?? vocabulary.id(of: content))
    }
    func needed(_ token: (content: String, id: Int32?), for purpose: String) throws(TokenizerError) -> Int32 {
      guard let id = token.id else { throw .missingToken(path: path, token: token.content, purpose: purpose) }
      return id
    }
    let unknown = try special("unk_token", "[UNK]")
    let start = try special("cls_token", "[CLS]")
    let separator = try special("sep_token", "[SEP]")
    var parts = WordPieceParts(
      vocabulary: vocabulary,
      template: .bert(
        start: try needed(start, for: "the start of a text"),
        separator: try needed(separator, for: "the end of a text")),
      unknownID: try needed(unknown, for: "words that the vocabulary lacks"))
    parts.addedTokens = added
    for token in [try special("pad_token", "[PAD]"), unknown, start, separator, try special("mask_token", "[MASK]")] {
      if let id = token.id, !parts.addedTokens.contains(where: { $0.id == id }) {
        parts.addedTokens.append(AddedToken(content: token.content, id: id))
      }
    }
    parts.normalizer = try settings.normalizer(over: parts.normalizer)
    parts.cutsLeft = try settings.cutsLeft()
    return WordPieceTokenizer(parts, source: folder.source)
  }

  static func vocabulary(_ bytes: [UInt8], path: String) throws(TokenizerError) -> Vocabulary {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var vocabulary = Vocabulary(capacity: lines.count)
    if lines.isEmpty { throw .malformed(path: path, line: nil, problem: "the file is empty; expected a token a line") }
    for (index, line) in lines.enumerated() {
      let token = line.last == 13 ? line.dropLast() : line
      if token.isEmpty { throw .malformed(path: path, line: index + 1, problem: "empty line; expected a token") }
      if let known = vocabulary.append(token.span) {
        throw .duplicateToken(
          path: path, token: String(decoding: token, as: UTF8.self), first: Int(known) + 1, second: index + 1)
      }
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw .malformed(path: path, line: line + 1, problem: "the line is not valid UTF-8")
    }
    return vocabulary
  }
}
