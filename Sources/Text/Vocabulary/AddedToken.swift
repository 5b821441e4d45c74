/// A token that is found in the text before the rules of the model apply, such as `[MASK]`.
struct AddedToken: Sendable, Equatable {
  var content: String
  var id: Int32
  /// Omitted by `decode` when it skips special tokens.
  var isSpecial = true
  /// Searched in the normalized text instead of the text as given.
  var isNormalized = false
  /// Includes the whitespace on its left.
  var stripsLeft = false
  /// Includes the whitespace on its right.
  var stripsRight = false
  /// Matches only where no letter, digit or underscore is next to it.
  var isSingleWord = false
}
