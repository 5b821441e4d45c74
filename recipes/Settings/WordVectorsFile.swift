internal import Base
internal import Datasets
internal import Runs

/// The file of word vectors that a setting names: a path, or glove for the one in the folder of the data sets.
///
/// - Parameter dataFolder: the folder of the data sets; nil takes ATTUNE_DATA
/// - Throws: an error if it is not there
func wordVectorsFile(_ name: String, dataFolder: String?) throws -> String {
  if name == "glove" { return try NamedWordVectors.glove(folder: dataFolder) }
  if exists(name) { return name }
  throw InputError.problem(missing(name))
}
