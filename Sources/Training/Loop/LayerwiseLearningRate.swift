/// The learning-rate factor of a parameter by its depth: decay^(levels below the head).
///
/// The head has level `layers + 1`, block i level i + 1, the embeddings level 0 (Howard and Ruder 2018; Sun et al. 2019).
/// The depth is read from the name: "….layer.3.…" in encoders, "….h.3.…" in GPT-2.
public func layerwiseFactor(parameter name: String, layers: Int, decay: Double) -> Double {
  var level = layers + 1
  let parts = name.split(separator: ".")
  if parts.contains(where: { $0 == "embeddings" || $0 == "wte" || $0 == "wpe" }) {
    level = 0
  } else if let place = parts.firstIndex(where: { $0 == "layer" || $0 == "h" }), place + 1 < parts.count,
    let index = Int(parts[place + 1])
  {
    level = index + 1
  }
  return (0..<(layers + 1 - level)).reduce(1) { factor, _ in factor * decay }
}
