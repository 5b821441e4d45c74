// The code of Documentation/library.md. DocumentationTests compares it with the page and runs it in a folder that holds
// the three checkpoints.
import Attune

// Block: classify
let predictor = try Predictor(checkpoint: "runs/sentiment/best")
for prediction in try predictor.predict([("Not bad at all.", nil)]) {
  print(prediction.label ?? "", prediction.probabilities)
}
// End

// Block: answer
let answerer = try Answerer(checkpoint: "runs/qa/best", precision: 0.9)
print(try answerer.reply(to: ["Where was Isolde Arden Jorgensen born?"])[0].shown)
// End

// Block: continue a text
var options = TextGenerator.Options()
options.temperature = 0.8
print(try TextGenerator(checkpoint: "runs/pretrain/best").continueText("Once upon", options).text)
// End

// Block: vectors
let inputs = ["A text.", "Another one."].map {
  predictor.tokenizer.encode($0, maximumLength: predictor.maximumLength)
}
let batch = TokenBatch(inputs.map { ($0.ids, $0.typeIDs) })
let (tokens, _) = predictor.model.encoder.forward(batch, .all, Pass(offsets: batch.offsets))
let vectors = meanOfSequences(tokens, offsets: batch.offsets)  // [texts, hidden]
// End
print("vectors", vectors.shape)
