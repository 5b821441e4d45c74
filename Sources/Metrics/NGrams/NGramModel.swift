/// A model that counts.
protocol NGramModel {
  /// The probability of a token of the vocabulary after some others; those of all tokens have the sum 1.
  func probability(of token: Int32, after history: ArraySlice<Int32>) -> Double
}
