internal import Base

/// Reads a vocabulary that is a JSON object from token to id.
enum VocabularyJSONReader {
  /// - Parameter read: replaces its second argument by the bytes of a key; nil uses the keys as they are.
  static func vocabulary(
    _ json: JSON?, path: String, read: ((Span<UInt8>, inout [UInt8]) -> Void)? = nil
  ) throws(TokenizerError) -> Vocabulary {
    guard let json else { throw .malformed(path: path, line: nil, problem: "the vocabulary is missing") }
    guard case .object(let object) = json else {
      throw .malformed(path: path, line: nil, problem: "the vocabulary must be an object, not \(json.kind)")
    }
    let count = object.count
    if count == 0 { throw .malformed(path: path, line: nil, problem: "the vocabulary is empty") }
    let keys = object.keys
    var keyOfID = [Int32](repeating: -1, count: count)
    var isOutside = false
    for (index, value) in object.values.enumerated() {
      guard case .integer(let id) = value, id >= 0 else {
        throw .malformed(
          path: path, line: nil,
          problem:
            "the id of the token \(quoted(keys[index])) must be a whole number from 0, not \(excerpt(value.compact))")
      }
      if id >= count {
        isOutside = true
        continue
      }
      if keyOfID[id] >= 0 {
        let (first, second) = (keys[Int(keyOfID[id])], keys[index])
        throw .malformed(
          path: path, line: nil, problem: "the tokens \(quoted(first)) and \(quoted(second)) have one id, \(id)")
      }
      keyOfID[id] = Int32(index)
    }
    if isOutside { throw .gap(path: path, missing: keyOfID.firstIndex(of: -1) ?? 0, count: count) }
    var vocabulary = Vocabulary(capacity: count)
    var token: [UInt8] = []
    for key in keyOfID {
      let utf8 = keys[Int(key)].utf8
      if let read {
        read(utf8.span, &token)
        if let known = vocabulary.append(token.span) {
          throw .duplicateToken(path: path, token: keys[Int(key)], first: Int(known), second: vocabulary.count)
        }
      } else {
        // Keys of an object are unique, so none is known already.
        _ = vocabulary.append(utf8.span)
      }
    }
    return vocabulary
  }
}
