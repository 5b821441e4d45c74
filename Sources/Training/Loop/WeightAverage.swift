import Glibc
public import Tensor
public import Transformer

/// A running average of a model's weights, which often scores better than the weights themselves (Polyak and Juditsky
/// 1992).
///
/// After step t it is Σₖ decay^(t−k) · wₖ / Σₖ decay^(t−k) over the weights wₖ after the steps k = 1 … t: an
/// exponential moving average with Adam's bias correction, so that the weights before the first step do not count.
public final class WeightAverage {
  /// One parameter with its average.
  private final class Slot {
    let parameter: Parameter
    var mean: Tensor

    init(_ parameter: Parameter) {
      self.parameter = parameter
      mean = parameter.value
    }
  }

  /// Weight of a step in the average, relative to the next step, in 0..<1.
  public let decay: Double
  private let slots: [Slot]

  /// An average of the parameters that are not frozen; its initial value is their values.
  public init(_ parameters: [Parameter], decay: Double) {
    precondition((0..<1).contains(decay), "a decay of \(decay)")
    self.decay = decay
    slots = parameters.filter { !$0.isFrozen }.map(Slot.init)
  }

  /// Adds the weights after a step to the average.
  ///
  /// - Parameter step: counted from 1
  public func note(step: Int) {
    let share = (1 - decay) / (1 - pow(decay, Double(step)))
    for slot in slots { slot.mean.approach(slot.parameter.value, by: Float(share)) }
  }

  /// Swaps averages and weights; a second call swaps them back.
  public func exchange() {
    for slot in slots { swap(&slot.mean, &slot.parameter.value) }
  }

  /// The averages by name, for a checkpoint; each tensor has the shape of its parameter.
  public var state: [(name: String, tensor: Tensor)] { slots.map { ($0.parameter.name, $0.mean) } }

  /// Continues from the averages of a checkpoint.
  ///
  /// - Throws: `CheckpointError.mismatch` if a tensor is missing or has another shape; nothing is changed then
  public func restore(from file: SafetensorsFile) throws(CheckpointError) {
    try file.require(state)
    for slot in slots { slot.mean = file.tensor(slot.parameter.name) }
  }
}
