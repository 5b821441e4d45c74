public import Tensor

/// A tensor that training changes, with its gradient.
public final class Parameter {
  /// Its name in a checkpoint, as `transformers` spells it.
  public let name: String
  /// What it is used as.
  public let role: ParameterRole
  /// Where in the model it is used.
  public let depth: ParameterDepth
  /// The extent of each dimension, as the layer uses it.
  public let shape: [Int]
  /// How a checkpoint stores it.
  public let layout: Layout
  /// The values.
  public var value: Tensor
  /// The sum of the gradients since `clearGradient`; zero where `hasGradient` is false.
  public private(set) var gradient: Tensor?
  /// Whether a backward pass has written the gradient since `clearGradient`.
  public private(set) var hasGradient = false
  /// The rows of a table that have a gradient, in ascending order; the other rows are zero. Nil if any row may have
  /// one.
  public var gradientRows: [Int]? { hasGradient ? writtenRows : nil }
  /// Rows of `gradient` that are not zero, also after `clearGradient`; nil for all.
  private var writtenRows: [Int]?
  /// Whether the optimizer leaves it unchanged. Layers still pass gradients through it.
  public var isFrozen = false

  /// Whether products read it: every matrix, and a word table that is also the output layer.
  public internal(set) var isMultiplied: Bool

  /// How a checkpoint stores a weight.
  public enum Layout: Sendable {
    /// As the layer uses it: `[outputs, inputs]`.
    case plain
    /// Transposed, as GPT-2's Conv1D: `[inputs, outputs]`.
    case transposed
  }

  init(
    name: String, role: ParameterRole, depth: ParameterDepth, shape: [Int], value: Tensor, layout: Layout
  ) {
    self.name = name
    self.role = role
    self.depth = depth
    self.shape = shape
    self.value = value
    self.layout = layout
    isMultiplied = role == .matrix
  }

  /// Number of values, from the shape: also right for a parameter whose values were not loaded.
  public var count: Int { shape.reduce(1, *) }

  /// The shape in a checkpoint.
  var storedShape: [Int] { layout == .transposed ? shape.reversed() : shape }

  /// Discards the gradient. Its memory is kept and overwritten by the next backward pass.
  public func clearGradient() { hasGradient = false }

  /// Calls `body` to write (`accumulate` is false) or add to (`accumulate` is true) the gradient, unless it is frozen.
  public func addGradient(_ body: (_ gradient: inout Tensor, _ accumulate: Bool) -> Void) {
    if isFrozen { return }
    if gradient == nil { gradient = Tensor(zeros: shape) }
    body(&gradient!, hasGradient)
    writtenRows = nil
    hasGradient = true
  }

  /// Like `addGradient`, for a `body` that only adds to the given rows: a batch reads few rows of a large table.
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

  /// Like `addGradient`, for a `body` that only adds: a cleared gradient is filled with zeros first.
  public func addToGradient(_ body: (_ gradient: inout Tensor) -> Void) {
    addGradient { gradient, accumulate in
      if !accumulate { gradient.fill(0) }
      body(&gradient)
    }
  }

  /// The gradient, or zeros if no backward pass has written one.
  public var gradientOrZero: Tensor {
    if hasGradient, let gradient { return gradient }
    return Tensor(zeros: shape)
  }
}
