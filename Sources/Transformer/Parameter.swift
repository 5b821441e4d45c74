public import Tensor

/// A tensor that training changes, with its gradient.
public final class Parameter {
  /// Its name in a checkpoint, in Hugging Face's spelling.
  public let name: String
  /// The extent of each dimension, as the layer uses it.
  public let shape: [Int]
  /// How a checkpoint stores it.
  public let layout: Layout
  /// The values.
  public var value: Tensor
  /// The sum of the gradients since `clearGradient`; zero where `hasGradient` is false.
  public private(set) var gradient: Tensor?
  /// Whether any backward pass has reached this parameter since `clearGradient`.
  public private(set) var hasGradient = false
  /// The rows of a table that its gradient is about, in order: it is zero outside them. Nil where any row may have one.
  public var gradientRows: [Int]? { hasGradient ? writtenRows : nil }
  /// Rows of `gradient` that hold something, also after `clearGradient`; nil for all.
  private var writtenRows: [Int]?
  /// Whether the optimiser leaves it alone. Layers still pass gradients through it.
  public var isFrozen = false

  /// How a checkpoint stores a weight.
  public enum Layout: Sendable {
    /// As the layer uses it: `[outputs, inputs]`.
    case plain
    /// Transposed, as GPT-2's Conv1D: `[inputs, outputs]`.
    case transposed
  }

  init(name: String, value: Tensor, layout: Layout) {
    self.name = name
    self.shape = value.shape
    self.value = value
    self.layout = layout
  }

  /// A parameter without values, for a model that cannot be used because it lacks them.
  init(name: String, emptyOf shape: [Int], layout: Layout) {
    self.name = name
    self.shape = shape
    self.value = Tensor(zeros: [0])
    self.layout = layout
  }

  /// Forgets the gradient. The memory is kept and overwritten by the next backward pass.
  public func clearGradient() { hasGradient = false }

  /// Calls `body` to write (`accumulate` false) or add to (`accumulate` true) the gradient, unless it is frozen.
  public func addGradient(_ body: (_ gradient: inout Tensor, _ accumulate: Bool) -> Void) {
    if isFrozen { return }
    if gradient == nil { gradient = Tensor(zeros: shape) }
    body(&gradient!, hasGradient)
    writtenRows = nil
    hasGradient = true
  }

  /// Like `addGradient`, for a `body` that adds to some rows alone: of a large table a batch reads a few.
  public func addToGradient(rows: [Int32], _ body: (_ gradient: inout Tensor) -> Void) {
    if isFrozen { return }
    if gradient == nil {
      gradient = Tensor(zeros: shape)
      writtenRows = []
    }
    if !hasGradient {
      if let old = writtenRows { gradient!.clearRows(old) } else { gradient!.fill(0) }
      writtenRows = []
    }
    body(&gradient!)
    if let old = writtenRows { writtenRows = Set(rows.map(Int.init)).union(old).sorted() }
    hasGradient = true
  }

  /// Like `addGradient`, for a `body` that only adds: the gradient is zeroed first where it was cleared.
  public func addToGradient(_ body: (_ gradient: inout Tensor) -> Void) {
    addGradient { gradient, accumulate in
      if !accumulate { gradient.fill(0) }
      body(&gradient)
    }
  }

  /// The gradient, zeros where no backward pass has reached this parameter.
  public var gradientOrZero: Tensor {
    if hasGradient, let gradient { return gradient }
    return Tensor(zeros: shape)
  }
}
