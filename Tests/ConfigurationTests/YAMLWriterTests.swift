import Configuration
import Testing

@Suite struct YAMLWriterTests {
  @Test func layout() throws {
    var settings = Settings()
    settings.stages = [Stage(name: "one", steps: 1), Stage(name: "no", steps: 2)]
    settings.classWeights = ["z": 1, "a b": 2]
    settings.note = "café \"x\"\n"
    #expect(
      try settings.yaml() == """
        epochs: 3
        seed: 1
        max_steps: null
        uses_pooler: true
        optimizer:
          learning_rate: 5.0e-05
          beta2: 0.999
          schedule: linear
        teacher: null
        stages:
          - name: one
            steps: 1
          - name: "no"
            steps: 2
        class_weights:
          "a b": 2.0
          z: 1.0
        note: "café \\"x\\"\\n"

        """)
    #expect(try resolve(settings.yaml()) == settings)
  }

  @Test func floatsAreWrittenExactly() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var settings = Optimizer()
      settings.learningRate = Double(bitPattern: random.next())
      settings.beta2 = Float(bitPattern: random.next())
      guard settings.learningRate.isFinite, settings.beta2.isFinite else { continue }
      let back = try resolve(Optimizer.self, settings.yaml())
      #expect(back.learningRate.bitPattern == settings.learningRate.bitPattern)
      #expect(back.beta2.bitPattern == settings.beta2.bitPattern)
    }
  }

  @Test(arguments: [
    "", " ", "~", "null", "yes", "y", "1", "5e-5", ".5", "-", "- a", "a: b", "#", "a #b", "'", "\"", "\\", "\u{0}",
    "\u{7}", "\u{85}",
    "\u{2028}", "\u{FEFF}", "\u{FFFF}", "🙂", "é\ne", "\r\n", "\t", "%a", "@", "`", "!x", "&a", "*a", "|", ">", "{", "[",
    "]", "a,b", "<<", "=",
    "0o7", "1:30", "2001-01-01", "a/b.c-d+e", "---", "...", ".inf",
  ])
  func textsComeBack(text: String) throws {
    var settings = Settings()
    settings.note = text
    settings.stages = [Stage(name: text, steps: 1)]
    settings.classWeights = [text: 1]
    #expect(try resolve(settings.yaml()) == settings)
    var data = Data()
    data.train = "x"
    data.columns = [text, text]
    #expect(try resolve(Data.self, data.yaml()) == data)
  }

  @Test func infinitiesAreErrors() {
    var settings = Settings()
    settings.optimizer.learningRate = .infinity
    #expect(
      throws: ConfigurationError.unwritable(key: "optimizer.learning_rate", reason: "inf is not finite")
    ) { try settings.yaml() }
  }
}
