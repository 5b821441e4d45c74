internal import Base

/// Reading tokenizers from folders.
public enum Tokenizers {
  /// Reads the tokenizer of a checkpoint folder.
  ///
  /// The first of these that the folder holds is used: `attune_tokenizer.json` (characters or words, written by Attune),
  /// `tokenizer.json` (WordPiece or byte-level BPE), `vocab.txt` (BERT), `vocab.json` with `merges.txt`, `encoder.json`
  /// with `vocab.bpe` (GPT-2 and RoBERTa). `tokenizer_config.json` is followed where it is present.
  ///
  /// - Throws: `TokenizerError` where no tokenizer is there, a file is malformed, or something is not supported.
  public static func load(folder path: String) throws(TokenizerError) -> any Tokenizer {
    var folder = TokenizerFolder(path)
    if folder.has(CorpusTokenizer.fileName) {
      let json = try folder.readJSON(CorpusTokenizer.fileName)
      return try CorpusTokenizer(json, path: folder.path(of: CorpusTokenizer.fileName))
    }
    if folder.has("tokenizer.json") {
      let settings = try TokenizerSettings(&folder)
      return try TokenizerJSONReader.read(&folder, settings)
    }
    if folder.has("vocab.txt") {
      let settings = try TokenizerSettings(&folder)
      return try VocabularyTextReader.read(&folder, settings)
    }
    if folder.has("vocab.json") || folder.has("merges.txt") {
      return try MergesTextReader.read(&folder, vocabulary: "vocab.json", merges: "merges.txt")
    }
    if folder.has("encoder.json") || folder.has("vocab.bpe") {
      return try MergesTextReader.read(&folder, vocabulary: "encoder.json", merges: "vocab.bpe")
    }
    throw .noTokenizer(folder: path)
  }
}
