import Base
import Testing
import Text

/// Compares ids, types and offsets with those of Hugging Face's `tokenizers`, recorded by record.py.
@Suite struct ParityTests {
  /// Compares the hashes of encodings with the recorded ones and reports the first different line.
  private func compare(_ encodings: [Encoding], _ recorded: JSON?, _ texts: [String]) throws {
    let recorded = try #require(recorded)
    #expect(recorded["lines"]?.integer == encodings.count)
    var total = RecordedHash()
    let each = recorded["each"]?.string.map { Array($0) }
    for (index, encoding) in encodings.enumerated() {
      let hash = RecordedHash(encoding)
      total.fold(hash.value)
      if let each {
        let expected = String(each[(index * 4)..<(index * 4 + 4)])
        try #require(
          hexadecimal(hash.value & 0xFFFF, digits: 4) == expected,
          "line \(index + 1): \(shown(texts[index])) gives \(encoding)")
      }
    }
    #expect(total.text == recorded["hash"]?.string)
    if let tokens = recorded["tokens"]?.integer {
      #expect(tokens == encodings.reduce(0) { $0 + $1.ids.count })
    }
  }

  @Test(arguments: smallNames) func tortureFile(_ name: String) throws {
    let texts = try lines(fixtures + "/torture.txt")
    let tokenizer = try smallTokenizer(name)
    try compare(texts.map { tokenizer.encode($0) }, try references.get()["torture"]?[name], texts)
  }

  @Test(arguments: smallNames) func pairsCutToLength(_ name: String) throws {
    let texts = try lines(fixtures + "/torture.txt").prefix(600)
    let tokenizer = try smallTokenizer(name)
    let specials = tokenizer.encode("", pair: "", maximumLength: nil).ids.count
    let encodings = (0..<599).map { index in
      tokenizer.encode(texts[index], pair: texts[index + 1], maximumLength: max(3 + index % 45, specials))
    }
    #expect(encodings.contains { $0.truncatedTokens > 0 } && encodings.contains { $0.truncatedTokens == 0 })
    try compare(encodings, try references.get()["pairs"]?[name], Array(texts))
  }

  /// Every Unicode scalar in two contexts, in blocks of 256.
  @Test(arguments: ["wordpiece", "gpt2"]) func everyScalar(_ name: String) throws {
    let recorded = Array(try #require(try references.get()["sweep"]?[name]?.string))
    let bert = try #require(try smallTokenizer("wordpiece") as? WordPieceTokenizer)
    var different: [String] = []
    for block in stride(from: 0, to: 0x110000, by: 256) where !(0xD800..<0xE000).contains(block) {
      // Planes without assigned characters behave alike; a block of each is enough.
      if block >= 0x32400, block & 0xFFFF != 0, block & 0xFFF00 != 0xE0100, block & 0xFFFF != 0xFF00 { continue }
      var hash = RecordedHash()
      for code in block..<(block + 256) {
        let c = Unicode.Scalar(UInt32(code)).map(String.init) ?? ""
        for text in ["a" + c + "b", " " + c + " 1" + c] {
          if name == "gpt2" { gpt2(text, &hash) } else { wordPiece(bert, text, &hash) }
        }
      }
      let expected = String(recorded[(block / 64)..<(block / 64 + 4)])
      if hexadecimal(hash.value & 0xFFFF, digits: 4) != expected { different.append(String(block, radix: 16)) }
    }
    #expect(different == [], "blocks of 256 scalars that differ")
  }

  private func wordPiece(_ tokenizer: WordPieceTokenizer, _ text: String, _ hash: inout RecordedHash) {
    for word in tokenizer.words(of: text) {
      for scalar in word.unicodeScalars { hash.fold(Int(scalar.value)) }
      hash.fold(0)
    }
  }

  /// Ends are recorded in characters.
  private func gpt2(_ text: String, _ hash: inout RecordedHash) {
    var character = 0
    var byte = 0
    var scalars = text.unicodeScalars.makeIterator()
    for end in ByteLevelBPETokenizer.wordEnds(in: text) {
      while byte < end, let scalar = scalars.next() {
        byte += UTF8.width(scalar)
        character += 1
      }
      hash.fold(character)
    }
  }

  private static let realFiles = [
    "sst/sst-train.txt", "sst/sst-dev.txt", "sst/sst-test.txt", "cfimdb/cfimdb-train.txt", "cfimdb/cfimdb-dev.txt",
    "shakespeare/input.txt", "birthplaces/wiki.txt", "birthplaces/birth_places_train.tsv",
    "webquestions/trainmodel.json", "webquestions/val.json", "webquestions/devtest.json", "webquestions/test.json",
  ]

  @Test(
    .enabled(if: dataFolder != nil, "skipped: ATTUNE_DATA is not set"), arguments: ["gpt2", "wordpiece", "roberta"])
  func realData(_ name: String) throws {
    let folder = try #require(dataFolder)
    let tokenizer =
      name == "gpt2" ? try Tokenizers.load(folder: folder + "/gpt2-tokenizer") : try smallTokenizer(name)
    for file in Self.realFiles {
      let texts = try lines(folder + "/" + file)
      let encodings = texts.map { tokenizer.encode($0) }
      try compare(encodings, try references.get()["data"]?[name]?[file], texts)
      if name == "gpt2" {
        let lost = zip(texts, encodings).first { !tokenizer.decode($1.ids).utf8.elementsEqual($0.utf8) }
        #expect(lost == nil, "decode(encode(x)) is not x")
      }
    }
    if name == "gpt2" {
      let texts = try lines(fixtures + "/torture.txt")
      try compare(
        texts.map { tokenizer.encode($0) }, try references.get()["data"]?[name]?["torture.txt"], texts)
    }
  }

  /// ATTUNE_MINILM is the folder of all-MiniLM-L6-v2.
  @Test(
    .enabled(
      if: dataFolder != nil && environment("ATTUNE_MINILM") != nil,
      "skipped: ATTUNE_DATA or ATTUNE_MINILM is not set"))
  func realVocabulary() throws {
    let folder = try #require(dataFolder)
    let tokenizer = try Tokenizers.load(folder: try #require(environment("ATTUNE_MINILM")))
    for file in Self.realFiles {
      let texts = try lines(folder + "/" + file)
      try compare(texts.map { tokenizer.encode($0) }, try references.get()["data"]?["minilm"]?[file], texts)
    }
    let texts = try lines(fixtures + "/torture.txt")
    try compare(texts.map { tokenizer.encode($0) }, try references.get()["data"]?["minilm"]?["torture.txt"], texts)
  }
}
