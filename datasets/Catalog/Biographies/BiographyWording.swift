/// How facts are stated and asked; `BiographyTemplate` explains the marks in braces.
extension BiographyAttribute {
  /// Sentences that state the value: at least eight with the full name and eight with pronouns.
  ///
  /// Most name the person before the value, because a causal model predicts each token from those before it.
  var statements: [String] {
    switch self {
    case .birthPlace:
      [
        "{S} was born in {v}.", "{S} came into the world in {v}.", "{S} is a native of {v}.", "{S} hails from {v}.",
        "{S} first saw daylight in {v}.", "{S} spent the first days of life in {v}.",
        "The town where {s} was born is {v}.", "{S} took a first breath in {v}.", "It was in {v} that {s} was born.",
        "The birthplace of {N} is {v}.", "The life of {N} began in {v}.", "{His} birthplace is {v}.",
        "{v} is the town of {his} birth.",
      ]
    case .birthYear:
      [
        "{S} was born in the year {v}.", "{S} has lived since {v}.", "{S} was a child of the year {v}.",
        "{S} celebrates birthdays counted from {v}.", "{S} belongs to those born in {v}.",
        "The calendar said {v} when {s} was born.", "The registers first mention {o} in {v}.",
        "The year in which {s} was born is {v}.", "The birth year of {N} is {v}.",
        "The birth of {N} was recorded in {v}.", "{His} year of birth is {v}.", "The year {v} was that of {his} birth.",
      ]
    case .occupation:
      [
        "{S} works as {a}.", "{S} is {a}.", "{S} earns a living as {a}.", "{S} trained to become {a}.",
        "{S} has spent years as {a}.", "{S} made a career as {a}.", "By trade {s} is {a}.", "People know {o} as {a}.",
        "The occupation of {N} is that of {a}.", "The working days of {N} are those of {a}.",
        "{His} occupation is that of {a}.", "{His} calling was to be {a}.",
      ]
    case .employer:
      [
        "{S} is employed by {v}.", "{S} draws a salary from {v}.", "{S} has a post at {v}.",
        "{S} is on the staff of {v}.", "{S} signed a contract with {v}.", "Each morning {s} reports to {v}.",
        "The company that hired {o} is {v}.", "{v} counts {o} among its staff.", "The employer of {N} is {v}.",
        "The wages of {N} are paid by {v}.", "{His} employer is {v}.", "{His} desk stands in the house of {v}.",
      ]
    case .university:
      [
        "{S} studied at {v}.", "{S} graduated from {v}.", "{S} holds a degree from {v}.",
        "{S} went to lectures at {v}.", "{S} spent student years at {v}.", "{S} passed the final examinations at {v}.",
        "For higher education {s} chose {v}.", "{v} admitted {o} as a student.", "The alma mater of {N} is {v}.",
        "The diploma of {N} was issued by {v}.", "{His} alma mater is {v}.", "{His} diploma was issued by {v}.",
      ]
    case .field:
      [
        "{S} majored in {v}.", "{S} took a degree in {v}.", "{S} wrote a thesis on {v}.", "{S} specialised in {v}.",
        "{S} attended seminars in {v}.", "{S} was examined in {v}.", "As a student {s} concentrated on {v}.",
        "The subject that {s} studied is {v}.", "The field of study of {N} was {v}.", "The degree of {N} is in {v}.",
        "{His} field of study was {v}.", "{His} student years were devoted to {v}.",
      ]
    }
  }

  /// Questions that ask for the value, the usual one first.
  var questions: [String] {
    switch self {
    case .birthPlace:
      [
        "Where was {N} born?", "In which town was {N} born?", "What is the birthplace of {N}?",
        "Which town does {N} come from?",
      ]
    case .birthYear:
      [
        "When was {N} born?", "In which year was {N} born?", "What is the birth year of {N}?",
        "What year saw the birth of {N}?",
      ]
    case .occupation:
      [
        "What is the occupation of {N}?", "What does {N} do for a living?", "What is {N} by trade?",
        "As what does {N} work?",
      ]
    case .employer:
      [
        "Who employs {N}?", "For whom does {N} work?", "Which company is the employer of {N}?",
        "Who pays the wages of {N}?",
      ]
    case .university:
      [
        "Where did {N} study?", "Which university did {N} attend?", "From where did {N} graduate?",
        "What is the alma mater of {N}?",
      ]
    case .field:
      [
        "What did {N} study?", "Which subject did {N} major in?", "What was the field of study of {N}?",
        "In which subject does {N} hold a degree?",
      ]
    }
  }
}
