internal import Base
public import Tensor

/// Where a new parameter's values come from if the checkpoint does not have them.
public enum Initializer: Sendable {
  case zeros
  case ones
  /// Normal with mean zero.
  case normal(standardDeviation: Double)
  /// Orthonormal rows without a draw, `[rows, columns]`: column j is in row j mod rows, with 1 / √c for the c columns
  /// of a row. The identity if there are as many columns as rows.
  case orthonormalRows
}

/// All parameters of a model in the order in which they were made, and what was missing or wrong in the checkpoint.
///
/// The optimizer, the checkpoint, the gradient norm and the printed model all read this one list.
public final class ParameterRegistry {
  /// The parameters in order; names are unique.
  public private(set) var parameters: [Parameter] = []
  /// What checkpoints store beside the parameters: numbers that are not trained.
  public private(set) var constants: [(name: String, tensor: Tensor)] = []
  /// Names of parameters and constants that the checkpoint did not have and that were drawn.
  public private(set) var initialized: [String] = []
  /// Parameters whose tensor in the checkpoint has another shape.
  public private(set) var misshapen: [(name: String, found: [Int], expected: [Int])] = []

  /// Parameters whose values in the checkpoint cannot be read or are not finite, and why.
  private var broken: [(name: String, problem: String)] = []

  /// Whether a parameter that the checkpoint lacks is drawn. If not, it is listed in `initialized` and stays empty: no
  /// memory is allocated for sizes that a damaged configuration asks for.
  var drawsMissing = true
  /// The same for parameters that a variant of a part adds to a pretrained model (`ParameterScope.added`).
  var drawsAdded = false
  /// Names of parameters that a variant of a part adds to a pretrained model.
  private(set) var added: Set<String> = []

  private var names: Set<String> = []
  private var constantShapes: [String: [Int]] = [:]
  private var source: (any TensorSource)?
  private let basePrefix: String
  private let seed: UInt64
  private var taken: Set<String> = []
  private var dropouts: UInt32 = 0

  /// A registry that fills parameters from a checkpoint.
  ///
  /// - Parameters:
  ///   - source: the checkpoint, or nil for a model drawn from `seed`
  ///   - basePrefix: "bert." and so on: the prefix that the names of a bare model lack
  public init(source: (any TensorSource)?, basePrefix: String, seed: UInt64) {
    self.source = source
    self.basePrefix = basePrefix
    self.seed = seed
  }

  /// The scope at the root of all names, at the depth of the head.
  public var root: ParameterScope { ParameterScope(registry: self, path: "", depth: .head) }

  /// The scope of the bare model: the root, or below the prefix.
  var base: ParameterScope { basePrefix.isEmpty ? root : root[String(basePrefix.dropLast())] }

  /// Number of values in the matrices and tables of the model that `build` makes, which is nearly all that it has. No
  /// memory is allocated for them.
  static func weightCount(_ build: (ParameterScope) -> Void) -> Int {
    let registry = ParameterRegistry(source: nil, basePrefix: "", seed: 0)
    registry.drawsMissing = false
    build(registry.root)
    return registry.parameters.reduce(0) { $0 + ($1.role == .vector ? 0 : $1.count) }
  }

  /// Names of tensors in the checkpoint that no parameter uses; set by `complete`.
  public private(set) var unused: [String] = []

  /// What is wrong with the parameters, one line each: missing from the checkpoint, of another shape, or with values
  /// that cannot be read or are not finite.
  ///
  /// - Parameter mayBeNew: names that the checkpoint need not have
  func problems(mayBeNew: Set<String> = []) -> [String] {
    let expected = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.storedShape) })
      .merging(constantShapes) { $1 }
    let misshapenNames = Set(misshapen.map(\.name) + broken.map(\.name))
    return misshapen.filter { !mayBeNew.contains($0.name) }.map {
      "\($0.name) has shape \(excerpt("\($0.found)")), expected \($0.expected)"
    }
      + initialized.filter { !mayBeNew.contains($0) && !misshapenNames.contains($0) }.map {
        "\($0) is missing, expected shape \(expected[$0] ?? [])"
      } + broken.map(\.problem)
  }

  /// The tensors of the checkpoint that no parameter uses, one line each.
  static func lines(unused: [String], _ file: (any TensorSource)?) -> [String] {
    unused.map { "\(excerpt($0)) of shape \(excerpt("\(file?.shape(of: $0) ?? [])")) is not used" }
  }

  /// Ends the construction: sets `unused` and closes the checkpoint.
  func complete() {
    unused = source?.names.filter { !taken.contains($0) } ?? []
    source = nil
  }

  /// The parameters as a checkpoint stores them.
  public var stored: [(name: String, tensor: Tensor)] {
    parameters.map { ($0.name, $0.layout == .transposed ? $0.value.transposed() : $0.value) } + constants
  }

  /// Number of values in all parameters.
  public var count: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Number of values in the parameters that a checkpoint stores transposed: writing one holds a copy of all of them.
  public var transposedCount: Int { parameters.reduce(0) { $0 + ($1.layout == .transposed ? $1.count : 0) } }

  /// Discards all gradients.
  public func clearGradients() { for parameter in parameters { parameter.clearGradient() } }

  /// What a parameter is made from; see `ParameterScope.parameter`.
  struct Request {
    let name: String
    let role: ParameterRole
    let depth: ParameterDepth
    let shape: [Int]
    let initializer: Initializer
    let layout: Parameter.Layout
    let isAdded: Bool
    let isShared: Bool
    let repeated: Range<Int>?
  }

  /// Makes a parameter: from the checkpoint if it has one of this name, else by the initializer.
  func make(_ request: Request) -> Parameter {
    if request.isShared, let made = parameters.first(where: { $0.name == request.name }) {
      precondition(made.shape == request.shape, "\(made.name) of shape \(made.shape) and \(request.shape)")
      return made
    }
    precondition(names.insert(request.name).inserted, "two parameters called \(request.name)")
    if request.isAdded { added.insert(request.name) }
    let value = load(request) ?? draw(request)
    let parameter = Parameter(
      name: request.name, role: request.role, depth: request.depth, shape: request.shape,
      value: value ?? Tensor(zeros: [0]), layout: request.layout)
    parameters.append(parameter)
    return parameter
  }

  private func load(_ request: Request) -> Tensor? {
    let (name, shape, layout) = (request.name, request.shape, request.layout)
    if let repeated = request.repeated, shape[0] > repeated.upperBound {
      return read(name, [repeated.upperBound, shape[1]])?.gatherRows(
        (0..<shape[0]).map { row in
          row < repeated.upperBound ? row : repeated.lowerBound + (row - repeated.lowerBound) % repeated.count
        })
    }
    let tensor = read(name, layout == .transposed ? shape.reversed() : shape)
    return layout == .transposed ? tensor?.transposed() : tensor
  }

  /// The tensor of this name and shape in the checkpoint; nil if there is none, which is noted.
  private func read(_ name: String, _ expected: [Int]) -> Tensor? {
    guard let source, let stored = spellings(of: name).first(where: { source.shape(of: $0) != nil }) else { return nil }
    taken.insert(stored)
    let found = source.shape(of: stored)!
    if found != expected {
      misshapen.append((name, found, expected))
      return nil
    }
    if let problem = source.problem(reading: stored) {
      broken.append((name, problem))
      return nil
    }
    let tensor = source.tensor(stored)
    if !tensor.sumOfSquares().isFinite {
      broken.append((name, "\(name) has values that are not finite, or far too large"))
    }
    return tensor
  }

  /// Makes numbers that are not trained; see `ParameterScope.numbers`.
  func makeNumbers(_ name: String, _ shape: [Int], below bound: Int, isAdded: Bool) -> [Int] {
    precondition(names.insert(name).inserted, "two parameters called \(name)")
    if isAdded { added.insert(name) }
    let count = shape.reduce(1, *)
    if count == 0 { return [] }
    constantShapes[name] = shape
    var numbers: [Int]?
    if let tensor = read(name, shape) {
      let values = tensor.values
      if values.allSatisfy({ $0 >= 0 && $0 < Float(bound) && $0 == $0.rounded() }) {
        numbers = values.map { Int($0) }
      } else {
        broken.append((name, "\(name) has values that are not whole numbers from 0 to \(bound - 1)"))
      }
    }
    if numbers == nil {
      initialized.append(name)
      if !drawsMissing && !(isAdded && drawsAdded) { return [] }
    }
    let found =
      numbers
      ?? (0..<count).map {
        Int(randomUniform(seed: seed, stream: hash(name), index: UInt64($0)) * Double(bound))
      }
    constants.append((name, Tensor(found.map { Float($0) }, shape: shape)))
    return found
  }

  /// The names under which checkpoints keep a parameter: with and without the prefix of the bare model, and with the
  /// "gamma" and "beta" of the first BERT checkpoints.
  private func spellings(of name: String) -> [String] {
    var names = [name]
    if !basePrefix.isEmpty, name.hasPrefix(basePrefix) { names.append(String(name.dropFirst(basePrefix.count))) }
    for (new, old) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")] {
      names += names.filter { $0.hasSuffix(new) }.map { String($0.dropLast(new.count)) + old }
    }
    return names
  }

  private func draw(_ request: Request) -> Tensor? {
    let (name, shape) = (request.name, request.shape)
    initialized.append(name)
    if !drawsMissing && !(request.isAdded && drawsAdded) { return nil }
    switch request.initializer {
    case .zeros: return Tensor(zeros: shape)
    case .ones: return Tensor(repeating: 1, shape)
    case .normal(let standardDeviation):
      return Tensor(normal: shape, standardDeviation: standardDeviation, seed: seed, stream: hash(name))
    case .orthonormalRows:
      let (rows, columns) = (shape[0], shape[1])
      var tensor = Tensor(zeros: shape)
      tensor.withMutableSpan { values in
        for column in 0..<columns {
          let row = column % rows
          let count = (columns - row + rows - 1) / rows
          values[row * columns + column] = 1 / Float(count).squareRoot()
        }
      }
      return tensor
    }
  }

  /// FNV-1a, so that a parameter's first values depend only on its name and the seed.
  private func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The number of the next place where values are dropped.
  func nextDropout() -> UInt32 {
    dropouts += 1
    return dropouts
  }
}
