import Base
import Foundation
import Tensor
import Testing
import Training
import Transformer

/// Fixtures that Tests/Fixtures/record.py recorded from PyTorch and transformers.
func fixture(_ path: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/" + path).path
}

/// One recorded batch of a classifier.
struct Recording {
  let file: SafetensorsFile
  let batch: TokenBatch

  init(_ path: String) throws {
    file = try SafetensorsFile(path: fixture(path))
    let ids = file.tensor("input_ids").values.map { Int32($0) }
    let types =
      file.shape(of: "token_type_ids") == nil
      ? ids.map { _ in 0 } : file.tensor("token_type_ids").values.map { Int32($0) }
    let offsets = file.tensor("offsets").values.map { Int($0) }
    batch = TokenBatch(
      zip(offsets, offsets.dropFirst()).map { (Array(ids[$0..<$1]), Array(types[$0..<$1])) })
  }

  /// The largest |found − recorded| relative to the largest recorded value of the tensor.
  func distance(_ found: Tensor, _ name: String) -> Double {
    guard file.shape(of: name) != nil else { return .infinity }
    let expected = file.tensor(name)
    guard expected.count == found.count else { return .infinity }
    let scale = expected.values.reduce(0) { max($0, abs($1)) }
    let worst = zip(found.values, expected.values).reduce(Float(0)) {
      $1.0.isNaN ? .infinity : max($0, abs($1.0 - $1.1))
    }
    return Double(worst / max(scale, 1e-6))
  }
}

/// What a fixture says of its loss.
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
private func isComparable(_ name: String) -> Bool { !name.hasSuffix(".key.bias") && !name.hasSuffix(".k_lin.bias") }

/// Relative to the largest value of each tensor, float32.
private let tolerance = 1e-4

@Suite struct ParityTests {
  static let cases: [(model: String, recording: String)] =
    ["bert", "bert-gelu-new", "bert-relu", "bert-regression", "distilbert", "roberta"].flatMap { model in
      ["reference", "one-token", "one-sequence"].map { (model, $0) }
    } + ["class-weights", "label-smoothing", "label-smoothing-class-weights", "adversarial"].map { ("bert-relu", $0) }

  @Test(arguments: cases) func logitsLossGradientsAndFiveSteps(_ model: String, _ name: String) throws {
    let recording = try Recording("models/\(model)/\(name).safetensors")
    let labels = recording.file.shape(of: "logits")!.last!
    let classifier = try SequenceClassifier(
      folder: fixture("models/" + model), labelCount: labels, opening: .evaluation)
    let parameters = classifier.registry.parameters
    let optimizer = AdamW(parameters, AdamW.Settings(weightDecay: 0.01))
    var comparedGradients = 0
    let steps = recording.file.shape(of: "step_losses")?[0] ?? 1
    #expect(name != "reference" || steps == 5)
    for step in 1...steps {
      classifier.registry.clearGradients()
      // No dropout in the fixtures: a probability of zero in config.json.
      let pass = Pass(offsets: recording.batch.offsets, isTraining: true)
      let (logits, saved) = classifier.forward(recording.batch, pass)
      let (value, dLogits) = loss(recording, logits)
      classifier.backward(dLogits, saved, pass)
      if recording.file.shape(of: "adversarial") != nil {
        let distance = Double(recording.file.tensor("adversarial").values[0])
        withAdversarial(classifier.encoder.embeddings.words.weight, distance: distance) {
          let (logits, saved) = classifier.forward(recording.batch, pass)
          classifier.backward(loss(recording, logits).dLogits, saved, pass)
        }
      }
      if step == 1 {
        #expect(recording.distance(logits, "logits") < tolerance)
        #expect(recording.distance(Tensor([Float(value)], shape: [1]), "loss") < tolerance)
        for parameter in parameters where isComparable(parameter.name) {
          guard recording.file.shape(of: "grad." + parameter.name) != nil else { continue }
          let distance = recording.distance(parameter.gradientOrZero, "grad." + parameter.name)
          #expect(distance < tolerance, "gradient of \(parameter.name)")
          comparedGradients += 1
        }
        let (hidden, _) = classifier.encoder.forward(recording.batch, .all, pass)
        if recording.file.shape(of: "last_hidden_state") != nil {
          #expect(recording.distance(hidden, "last_hidden_state") < tolerance)
        }
      }
      if recording.file.shape(of: "step_losses") != nil {
        let losses = recording.file.tensor("step_losses").values
        #expect(abs(Double(losses[step - 1]) - value) < tolerance * max(1, abs(value)), "loss of step \(step)")
      }
      let norm = gradientNorm(parameters)
      if recording.file.shape(of: "grad_norms") != nil {
        let expected = Double(recording.file.tensor("grad_norms").values[step - 1])
        #expect(abs(norm - expected) < tolerance * expected, "gradient norm of step \(step)")
      }
      optimizer.step(learningRate: 1e-3, gradientScale: clippingFactor(norm: norm, maximum: 1))
    }
    // The recordings that carry gradients carry all of them.
    let comparable = parameters.count { isComparable($0.name) }
    #expect(comparedGradients == comparable || (name.hasPrefix("one-") && comparedGradients == 0))
    for parameter in parameters where isComparable(parameter.name) {
      guard recording.file.shape(of: "step5." + parameter.name) != nil else { continue }
      #expect(
        recording.distance(parameter.value, "step5." + parameter.name) < tolerance, "\(parameter.name) after 5 steps")
    }
  }
}
