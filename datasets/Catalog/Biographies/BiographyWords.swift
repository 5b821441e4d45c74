/// The names of the invented people and the values of their facts. A space separates values; "_" is a space in a value.
///
/// No value has punctuation, so that a tokenizer that splits at punctuation decodes every answer exactly. Towns,
/// companies and universities are invented.
enum BiographyWords {
  static let women = words(
    """
    Adela Agnes Alma Anneke Beatrix Berta Bianca Carmen Celia Clara Cosima Dagny Delia Dora Edith Elin Elsa Emmeline
    Esther Eva Fanny Freya Gerda Greta Hanna Hedda Helga Ida Imelda Ingrid Irma Isolde Johanna Josepha Judith Karin
    Lena Leonora Lidia Lotte Ludmila Mabel Magda Marit Matilda Mina Nadia Nora
    """)
  static let men = words(
    """
    Abel Albin Anton Arno Arthur Axel Bastian Bruno Caspar Cedric Clemens Conrad Cyril Dario Edgar Edwin Emil Erwin
    Fabian Felix Ferdinand Gideon Gilbert Gregor Gustav Harald Hector Henrik Hugo Igor Ivo Jakob Jasper Joachim Julius
    Kaspar Konrad Lambert Laurens Leopold Linus Lorenz Magnus Malcolm Marius Milan Moritz Nils
    """)
  /// Middle names, for women and men.
  static let middle = words(
    """
    Arden Blythe Carrow Dane Ellery Farr Garland Hale Innes Jarrow Keane Lisle Marlow Noel Orme Payne Quill Rowan
    Sterne Tait Usher Vance Winter York Ashe Bright Clive Drew Ferris Grey Holt Jude Lane Merritt North Pryor Reeve
    Shaw Thorne Vale
    """)
  static let last = words(
    """
    Abbot Aldous Amberg Anselm Ardley Askew Bellamy Bergstrom Birk Blackwell Bonham Brandt Brockway Burnside Calloway
    Carlisle Castell Chadwick Corbin Cranmer Dahlberg Dempster Dorsey Drummond Eastman Ebner Eldridge Engel Fairfax
    Falk Fenwick Finch Forsberg Gadsby Garrick Gerlach Goodall Granger Haddon Hallam Hartwig Hawthorn Hesse Hollis
    Huxtable Ibsen Ingram Jessop Jorgensen Kaufman Keller Kendrick Kessler Kirkby Lachmann Langford Larkin Lindqvist
    Lockwood Lundgren Maitland Mallory Mansfield Merrick Mortimer Nash Neville Norwood Oakley Odell Osborne Palmgren
    Parrish Pemberton Quayle Radcliffe Ramsey Ravn Redmond Ridley Rosen Rutland Salter Sandberg Selwyn Sheldon
    Stanhope Sundqvist Talbot Tennant Thurlow Tiller Underhill Vaughan Vickers Wadsworth Wakefield Westlake Whitlock
    Wexford Yardley Zeller
    """)

  /// Towns, the most frequent first.
  static let towns = words(
    """
    Tarnmouth Oakmere Velden_Bay Brackwater Ostrava_Hill Lindholm Cray_Harbour Mossgate Port_Elding Quarndon
    Silverford Westermark Alder_Bridge Nordhaven Penhallow Ravensey Stonewick Upper_Lauter Dunmarrow Fennimore
    Glimmerdale Hexley Ironholt Jessamy_Point Kestrel_Cross Larkspur Marrowby New_Solvang Otterburn Pellworth
    Rookhampton Saltrey Thistledown Umberleigh Vantry Whinfell Yarrowgate Zeeland_Cross Ashgrove Bellhaven Coldwater
    Driftholm Eastmarch Foxglade Gullside Harrowmere Inchbury Juniper_Falls Kingsreach Lower_Lauter Millbeck
    Nettlestead Orchard_Hill Pinewick Quillhaven Redcliff_Sands Sandmoor Tolland Underwood Vinter Wolfsdale Yewbarrow
    Amberlow Birchanger Carrowmore Dovecote_Green Elmstow Frostholm Gorsedale Hollin_Bank Islemark Kelderwick
    Longmarsh Merewater Northolt_Green Oxbourne Plumstead_Cross Rimswell Sorrelby Tidewell
    """)
  /// Occupations, the most frequent first.
  static let occupations = words(
    """
    glassblower surveyor marine_biologist bookbinder architect cartographer pharmacist violinist engineer translator
    beekeeper watchmaker botanist journalist pilot stonemason dentist goldsmith geologist typesetter actuary sculptor
    locksmith veterinary_surgeon optician lighthouse_keeper accountant chemist carpenter orchestra_conductor judge
    photographer archivist ferry_captain gardener astronomer milliner radio_operator upholsterer weaver
    """)
  /// Companies, the most frequent first: each a name and a kind.
  static let employers = pairs(companyNames, companyKinds)
  private static let companyNames = words(
    """
    Harrow Quillon Bexley Tamarind Orlop Fennel Sextant Cobalt Marlin Juniper Halcyon Pewter Kittiwake Lodestar Sable
    """)
  private static let companyKinds = words("Instruments Shipping Foundry Press Brothers")
  /// Universities, the most frequent first: each a name and a kind.
  static let universities = pairs(universityNames, universityKinds)
  private static let universityNames = words(
    "Aldermoor Castlegarth Saint_Brannoc Wendover Holmgard Easterly Queenshythe Marchmont")
  private static let universityKinds = words("University College Academy Polytechnic")
  /// Fields of study, the most frequent first.
  static let fields = words(
    """
    mathematics history civil_engineering philosophy physics law music economics chemistry geography botany
    linguistics astronomy medicine theology classical_languages zoology geology political_science statistics
    literature forestry agriculture psychology anthropology art_history oceanography metallurgy meteorology logic
    """)

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map { word in String(word.map { $0 == "_" ? " " : $0 }) }
  }

  /// Every first word with every second word; neighbours in the list differ in both.
  private static func pairs(_ first: [String], _ second: [String]) -> [String] {
    second.indices.flatMap { shift in
      first.indices.map { "\(first[$0]) \(second[($0 + shift) % second.count])" }
    }
  }
}
