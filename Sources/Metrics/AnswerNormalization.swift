/// An answer's words as SQuAD v1.1's official script compares them (Rajpurkar et al. 2016, `evaluate-v1.1.py`): lower
/// case, without ASCII punctuation, without the articles a, an and the, split at white space; in this order, so that
/// `U.S.A` is the word `usa` and `a.` is an article.
///
/// An article is a whole word in the sense of Python's `\b`: in `a‑b` with a Unicode hyphen the `a` is one.
func normalizedWords(_ text: String) -> [CodePoints] {
  var spaced: CodePoints = []
  var word: CodePoints = []
  func isArticle() -> Bool { word == ["a"] || word == ["a", "n"] || word == ["t", "h", "e"] }
  func endWord() {
    if isArticle() { spaced.append(" ") } else { spaced += word }
    word.removeAll(keepingCapacity: true)
  }
  for scalar in pythonLowercased(text) where !scalar.isPythonPunctuation {
    if scalar.isPythonWord {
      word.append(scalar)
    } else {
      endWord()
      spaced.append(scalar)
    }
  }
  endWord()
  return pythonSplit(spaced)
}

/// The key by which the splits compare two texts: the normalized text or, if it is empty, the text without white space
/// around it (so two texts of different punctuation differ).
func comparisonKey(_ text: String) -> CodePoints {
  let words = normalizedWords(text)
  return words.isEmpty ? pythonStripped(text) : CodePoints(words.joined(separator: [" "]))
}
