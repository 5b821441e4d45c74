/// The key of a Swift property in YAML files: `learningRate` is `learning_rate`. Capitals in a row are one word:
/// `tokenizerURL` is `tokenizer_url`.
func snakeCase(_ name: String) -> String {
  var result = ""
  let letters = Array(name)
  for (index, letter) in letters.enumerated() {
    let followsSmall = index > 0 && !letters[index - 1].isUppercase && letters[index - 1] != "_"
    let endsRun =
      index > 0 && index + 1 < letters.count && letters[index - 1].isUppercase && letters[index + 1].isLowercase
    if letter.isUppercase && (followsSmall || endsRun) { result.append("_") }
    result.append(letter.lowercased())
  }
  return result
}

/// Marks dictionaries: their keys are the user's own. They are written as they are, and none of them is unknown.
protocol KeyedByText {}
extension Dictionary: KeyedByText where Key == String {}

/// A key with any text.
struct PlainKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
