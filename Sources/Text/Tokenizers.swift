internal import Base

/// Reads tokenizers from folders.
public enum Tokenizers {
  /// Reads the tokenizer of a checkpoint folder.
  ///
  /// It uses the first of these files in the folder: `attune_tokenizer.json` (characters or words, written by Attune),
  /// `attune_words.json` (words in lower case, written by Attune), `tokenizer.json` (WordPiece or BPE),
  /// `tokenizer.model` (BPE of SentencePiece), `vocab.txt` (BERT), `vocab.json` with `merges.txt`, `encoder.json` with
  /// `vocab.bpe` (GPT-2 and RoBERTa). The values of `tokenizer_config.json` are used where it is present.
  ///
  /// - Throws: `TokenizerError` where there is no tokenizer, a file is malformed, or a feature is not supported.
  public static func load(folder path: String) throws(TokenizerError) -> any Tokenizer {
    var folder = TokenizerFolder(path)
    if folder.has(CorpusTokenizer.fileName) {
      let json = try folder.readJSON(CorpusTokenizer.fileName)
      return try CorpusTokenizer(json, path: folder.path(of: CorpusTokenizer.fileName))
    }
    if folder.has(WordTokenizer.fileName) {
      let json = try folder.readJSON(WordTokenizer.fileName)
      return try WordTokenizer(json, path: folder.path(of: WordTokenizer.fileName))
    }
    if folder.has("tokenizer.json") {
      let settings = try TokenizerSettings(&folder)
      return try TokenizerJSONReader.read(&folder, settings)
    }
    if folder.has(SentencePieceReader.fileName) {
      let settings = try TokenizerSettings(&folder)
      return try SentencePieceReader.read(&folder, settings)
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
