/// A fact about an invented person.
public enum BiographyAttribute: String, Sendable, CaseIterable, Codable {
  /// The town of birth, one of 80; 5% of the people have the most frequent one.
  case birthPlace
  /// The year of birth, 1900 to 1989, all equally likely.
  case birthYear
  /// One of 40 occupations; 7% have the most frequent one.
  case occupation
  /// One of 75 companies, two words each; 5% have the most frequent one.
  case employer
  /// One of 32 universities; 8% have the most frequent one.
  case university
  /// One of 30 fields of study; 8% have the most frequent one.
  case field

  /// The possible values, the most frequent first.
  var values: [String] {
    switch self {
    case .birthPlace: BiographyWords.towns
    case .birthYear: (1900..<1990).map(String.init)
    case .occupation: BiographyWords.occupations
    case .employer: BiographyWords.employers
    case .university: BiographyWords.universities
    case .field: BiographyWords.fields
    }
  }
}
