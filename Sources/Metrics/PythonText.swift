/// A text as Python's `str` sees it: code points.
///
/// The reference scripts that score answers are written in Python. In Swift, strings that differ only in the
/// composition of accents are equal, and characters are grapheme clusters; these scorers need code points. Character
/// classes and lower case are those of Swift's Unicode version (17 in Swift 6.3; Python 3.11 has 14): only characters
/// that were added in between can differ. A lone surrogate, which is possible in Python's `str`, cannot occur in a
/// Swift string.
typealias CodePoints = [Unicode.Scalar]

extension Unicode.Scalar {
  /// White space as in `str.isspace`, `str.split` and `str.strip`: Unicode's white space and four ASCII separators.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// A character that `\w` of Python's `re` matches: letters, numbers and the underscore, but no combining marks.
  var isPythonWord: Bool {
    if isASCII {
      return (0x61...0x7A).contains(value | 0x20) || (0x30...0x39).contains(value) || value == 0x5F
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }

  /// A member of `string.punctuation`: the printable ASCII characters that are neither letter nor digit nor space.
  var isPythonPunctuation: Bool {
    switch value {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }
}

/// `str.lower`: the full mapping of each code point, with the final form of sigma at the end of a word.
func pythonLowercased(_ text: String) -> CodePoints {
  var result: CodePoints = []
  result.reserveCapacity(text.utf8.count)
  let scalars = text.unicodeScalars
  for index in scalars.indices {
    let scalar = scalars[index]
    if scalar.isASCII {
      let isUpper = (0x41...0x5A).contains(scalar.value)
      result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
    } else if scalar == "Σ" {
      result.append(isFinalSigma(at: index, in: scalars) ? "ς" : "σ")
    } else {
      result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
  }
  return result
}

/// Whether there is a cased letter before the sigma and none after it, ignoring case-ignorable characters.
private func isFinalSigma(at index: String.Index, in scalars: String.UnicodeScalarView) -> Bool {
  let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
  let after = scalars[scalars.index(after: index)...].first { !$0.properties.isCaseIgnorable }
  return before?.properties.isCased == true && after?.properties.isCased != true
}

/// `str.strip`.
func pythonStripped(_ text: String) -> CodePoints {
  var rest = Substring(text).unicodeScalars
  while rest.first?.isPythonSpace == true { rest.removeFirst() }
  while rest.last?.isPythonSpace == true { rest.removeLast() }
  return CodePoints(rest)
}

/// `str.split`: the runs without white space.
func pythonSplit(_ text: CodePoints) -> [CodePoints] {
  text.split { $0.isPythonSpace }.map(CodePoints.init)
}

/// The string of some code points.
func string(_ text: CodePoints) -> String {
  var scalars = String.UnicodeScalarView()
  scalars.append(contentsOf: text)
  return String(scalars)
}
