import Tensor
import Testing
import Training
import Transformer

/// The recorded loss function on logits `[texts, labels]`.
func loss(_ recording: Recording, _ logits: Tensor) -> (loss: Double, dLogits: Tensor) {
  let labels = recording.file.tensor("labels").values
  if logits.columns == 1 {
    let (value, gradient) = squaredError(logits, targets: labels, normalizer: Double(labels.count))
    return (value, gradient)
  }
  var options = CrossEntropyOptions()
  if recording.file.shape(of: "label_smoothing") != nil {
    options.labelSmoothing = Double(recording.file.tensor("label_smoothing").values[0])
  }
  if recording.file.shape(of: "class_weights") != nil {
    options.classWeights = recording.file.tensor("class_weights").values.map(Double.init)
  }
  let targets = labels.map { Int($0) }
  return crossEntropy(logits, targets: targets, options, normalizer: options.weight(of: targets))
}

/// A key bias adds one number to all scores of a query: its gradient is zero and what is computed is rounding.
/// Linformer projects keys, and their bias, by factors of each place.
private func isComparable(_ model: String, _ name: String) -> Bool {
  model.contains("linformer") || (!name.hasSuffix(".key.bias") && !name.hasSuffix(".k_lin.bias"))
}

@Suite struct ParityTests {
  static let cases: [(model: String, recording: String)] =
    [
      "bert", "bert-gelu-new", "bert-relu", "bert-regression", "distilbert", "roberta", "roberta-windowed",
      "bert-bigbird", "bert-linformer", "bert-linformer-key-value", "bert-linformer-layerwise",
      "dan", "dan-relu", "dan-no-layers",
    ].flatMap { model in
      ["reference", "one-token", "one-sequence"].map { (model, $0) }
    } + ["class-weights", "label-smoothing", "label-smoothing-class-weights", "adversarial"].map { ("bert-relu", $0) }

  @Test(arguments: cases) func logitsLossGradientsAndFiveSteps(_ model: String, _ name: String) throws {
    let recording = try Recording("models/\(model)/\(name).safetensors")
    let labels = recording.file.shape(of: "logits")!.last!
    let classifier = try SequenceClassifier(
      folder: fixture("models/" + model), labelCount: labels, opening: .evaluation)
    recording.compareSteps(
      classifier.registry, hasSteps: name == "reference", hasGradients: !name.hasPrefix("one-"),
      part: { isComparable(model, $0.name) ? $1 : nil }
    ) { step in
      // No dropout in the fixtures: a probability of zero in config.json.
      let pass = Pass(offsets: recording.batch.offsets, isTraining: true)
      let (logits, saved) = classifier.forward(recording.batch, pass)
      let (value, dLogits) = loss(recording, logits)
      classifier.backward(dLogits, saved, pass)
      if recording.file.shape(of: "adversarial") != nil {
        let distance = Double(recording.file.tensor("adversarial").values[0])
        withAdversarial(classifier.encoder.words.weight, distance: distance) {
          let (logits, saved) = classifier.forward(recording.batch, pass)
          classifier.backward(loss(recording, logits).dLogits, saved, pass)
        }
      }
      if step == 1 {
        #expect(recording.distance(logits, "logits") < parityTolerance)
        if recording.file.shape(of: "last_hidden_state") != nil {
          let (hidden, _) = classifier.encoder.forward(recording.batch, .all, pass)
          #expect(recording.distance(hidden, "last_hidden_state") < parityTolerance)
        }
      }
      return value
    }
  }
}
