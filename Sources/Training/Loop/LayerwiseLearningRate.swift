public import Transformer

/// The learning-rate factor of a parameter by its depth: decay^(levels below the head).
///
/// The head has level `layers` + 1, block i has level i + 1, the embeddings have level 0 (Howard and Ruder 2018; Sun et
/// al. 2019).
public func layerwiseFactor(_ depth: ParameterDepth, layers: Int, decay: Double) -> Double {
  (0..<(layers + 1 - depth.level(layerCount: layers))).reduce(1) { factor, _ in factor * decay }
}
