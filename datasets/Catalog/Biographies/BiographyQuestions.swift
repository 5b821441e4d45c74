extension Biographies {
  /// The indices in `people` of a part.
  public func range(of part: Part) -> Range<Int> {
    let train = counts[.train] ?? 0
    let dev = train + (counts[.dev] ?? 0)
    return switch part {
    case .train: 0..<train
    case .dev: train..<dev
    case .test: dev..<people.count
    }
  }

  /// The questions about the people of a part, sorted by person, then attribute, then wording.
  ///
  /// - Parameter wordings: The number of wordings of each question, at most `questionWordings`; 1 is the usual wording.
  public func questions(_ part: Part, wordings: Int = 1) -> [Question] {
    let patterns = Attribute.allCases.map { attribute in
      (attribute, attribute.questions.prefix(max(0, wordings)).map { BiographyTemplate($0) })
    }
    return range(of: part).flatMap { index in
      patterns.flatMap { attribute, templates in
        let value = people[index].value(of: attribute)
        return templates.enumerated().map { wording, template in
          Question(
            text: template.text(people[index], value: value, byName: true), answers: [value], person: index,
            attribute: attribute, wording: wording)
        }
      }
    }
  }

  /// The questions of the training people in the usual wording.
  public var train: [Question] { questions(.train) }
  /// The questions of the dev people in the usual wording.
  public var dev: [Question] { questions(.dev) }
  /// The questions of the test people in the usual wording.
  public var test: [Question] { questions(.test) }
}
