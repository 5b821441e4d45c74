// Fine-tunes an encoder on a TSV file with the columns text and label, with the library alone:
//
//     swift run -c release train-a-classifier ~/.cache/attune/models/sentence-transformers--all-MiniLM-L6-v2 train.tsv
import Attune

let (folder, file) = (CommandLine.arguments[1], CommandLine.arguments[2])

// Data: texts, labels, tokens.
let data = try TextSplit.read(path: file)
let labels = try LabelMap(training: data)
let classes = try data.classes(labels)
let tokenizer = try Tokenizers.load(folder: folder)

// The pretrained encoder with a new head.
let model = try SequenceClassifier(folder: folder, labelCount: labels.count, seed: 1)
let limit = model.encoder.configuration.maximumLength
let inputs = data.examples.map { tokenizer.encode($0.text, maximumLength: limit) }
let optimizer = Optimizer(model.registry.parameters, AdamW(weightDecay: 0.01))

// Three epochs, batches of 16 in random order, a learning rate that falls to zero.
let plan = BatchPlan(size: .examples(16), seed: 1)
let epochs = (0..<3).map { plan.batches(lengths: inputs.map(\.ids.count), epoch: $0) }
let total = epochs.joined().count
for (step, batch) in epochs.joined().enumerated() {
  let tokens = TokenBatch(batch.map { (inputs[$0].ids, inputs[$0].typeIDs) })
  let pass = Pass(offsets: tokens.offsets, isTraining: true, seed: 1, step: UInt32(step))
  model.registry.clearGradients()
  let (logits, saved) = model.forward(tokens, pass)
  let (loss, dLogits) = crossEntropy(logits, targets: batch.map { classes[$0] }, normalizer: Double(batch.count))
  model.backward(dLogits, saved, pass)
  let norm = gradientNorm(model.registry.parameters)
  optimizer.step(
    learningRate: 5e-5 * LearningRateSchedule.linear.factor(step: step, total: total, warmup: 0),
    gradientScale: clippingFactor(norm: norm, maximum: 1))
  print("step \(step + 1) of \(total), loss \(loss)")
}

// A checkpoint that transformers opens.
try makeFolder("my-classifier")
try model.write(to: "my-classifier", labels: labels.names)
for file in tokenizer.files { try writeFile("my-classifier/" + file.name, file.bytes) }
