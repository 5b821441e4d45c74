internal import Base
public import Tensor

/// Where a new parameter's values come from when no checkpoint has them.
public enum Initializer: Sendable {
  case zeros
  case ones
  /// Normal with mean zero.
  case normal(standardDeviation: Double)
}

/// All parameters of a model in the order in which they were made, and what was found out while making them.
///
/// The optimiser, the checkpoint, the gradient norm and the printed model all read this one list.
public final class ParameterRegistry {
  /// The parameters in order; names are unique.
  public private(set) var parameters: [Parameter] = []
  /// Names of parameters that the checkpoint did not have and that were drawn anew.
  public private(set) var initialized: [String] = []
  /// Parameters whose tensor in the checkpoint has another shape.
  public private(set) var misshapen: [(name: String, found: [Int], expected: [Int])] = []

  /// Parameters whose values in the checkpoint cannot be read or computed with, and why.
  private var broken: [(name: String, problem: String)] = []

  /// Whether a parameter that the checkpoint lacks is drawn. Where it is not, it is noted as `initialized` and stays
  /// empty: the sizes that a damaged configuration asks for are not to be trusted with memory.
  var drawsMissing = true

  private var names: Set<String> = []
  private var source: SafetensorsFile?
  private let basePrefix: String
  private let seed: UInt64
  private var taken: Set<String> = []
  private var dropouts: UInt32 = 0

  /// A registry that fills parameters from a checkpoint.
  ///
  /// - Parameters:
  ///   - source: the checkpoint, or nil for a model drawn from `seed`
  ///   - basePrefix: "bert." and so on: what the names of a bare model lack
  public init(source: SafetensorsFile?, basePrefix: String, seed: UInt64) {
    self.source = source
    self.basePrefix = basePrefix
    self.seed = seed
  }

  /// Where names begin.
  public var root: ParameterScope { ParameterScope(registry: self, path: "") }

  /// Tensors of the checkpoint that no parameter took, by name; known once the model is complete.
  public private(set) var unused: [String] = []

  /// What is wrong with the parameters, one line each: those that the checkpoint lacks, has in another shape, or with values that
  /// nothing can be computed with.
  ///
  /// - Parameter mayBeNew: names that it need not have
  func problems(mayBeNew: Set<String> = []) -> [String] {
    let expected = Dictionary(
      uniqueKeysWithValues: parameters.map { ($0.name, $0.layout == .transposed ? $0.shape.reversed() : $0.shape) })
    let misshapenNames = Set(misshapen.map(\.name) + broken.map(\.name))
    return misshapen.filter { !mayBeNew.contains($0.name) }.map {
      "\($0.name) has shape \(excerpt("\($0.found)")), expected \($0.expected)"
    }
      + initialized.filter { !mayBeNew.contains($0) && !misshapenNames.contains($0) }.map {
        "\($0) is missing, expected shape \(expected[$0] ?? [])"
      } + broken.map(\.problem)
  }

  /// What the checkpoint has that nobody takes, one line each.
  static func lines(unused: [String], _ file: SafetensorsFile?) -> [String] {
    unused.map { "\(excerpt($0)) of shape \(excerpt("\(file?.shape(of: $0) ?? [])")) is not used" }
  }

  /// Ends the making of parameters: notes what the checkpoint has that nobody took, and lets go of the file.
  func complete() {
    unused = source?.names.filter { !taken.contains($0) } ?? []
    source = nil
  }

  /// The parameters as a checkpoint stores them.
  public var stored: [(name: String, tensor: Tensor)] {
    parameters.map { ($0.name, $0.layout == .transposed ? $0.value.transposed() : $0.value) }
  }

  /// Number of values in all parameters.
  public var count: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// Forgets all gradients.
  public func clearGradients() { for parameter in parameters { parameter.clearGradient() } }

  fileprivate func make(
    _ name: String, _ shape: [Int], _ initializer: Initializer, _ layout: Parameter.Layout
  ) -> Parameter {
    precondition(names.insert(name).inserted, "two parameters called \(name)")
    let parameter: Parameter
    if let value = load(name, shape, layout) ?? draw(name, shape, initializer) {
      parameter = Parameter(name: name, value: value, layout: layout)
    } else {
      parameter = Parameter(name: name, emptyOf: shape, layout: layout)
    }
    parameters.append(parameter)
    return parameter
  }

  private func load(_ name: String, _ shape: [Int], _ layout: Parameter.Layout) -> Tensor? {
    guard let source, let stored = spellings(of: name).first(where: { source.shape(of: $0) != nil }) else { return nil }
    taken.insert(stored)
    let found = source.shape(of: stored)!
    let expected = layout == .transposed ? shape.reversed() : shape
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
    return layout == .transposed ? tensor.transposed() : tensor
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

  private func draw(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor? {
    initialized.append(name)
    if !drawsMissing { return nil }
    switch initializer {
    case .zeros: return Tensor(zeros: shape)
    case .ones: return Tensor(repeating: 1, shape)
    case .normal(let standardDeviation):
      return Tensor(normal: shape, standardDeviation: standardDeviation, seed: seed, stream: hash(name))
    }
  }

  /// FNV-1a, so that a parameter's first values depend on its name and the seed and on nothing else.
  private func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  fileprivate func nextDropout() -> UInt32 {
    dropouts += 1
    return dropouts
  }
}

/// A place in a model's tree of names: `scope["encoder"]["layer"][0]`.
public struct ParameterScope {
  private let registry: ParameterRegistry
  private let path: String

  fileprivate init(registry: ParameterRegistry, path: String) {
    self.registry = registry
    self.path = path
  }

  /// The scope below this one.
  public subscript(name: String) -> ParameterScope {
    ParameterScope(registry: registry, path: path.isEmpty ? name : path + "." + name)
  }

  /// The numbered scope below this one.
  public subscript(index: Int) -> ParameterScope { self[String(index)] }

  /// Makes the parameter called `name` here: from the checkpoint where it has it, else by the initialiser.
  public func parameter(
    _ name: String, _ shape: [Int], _ initializer: Initializer, layout: Parameter.Layout = .plain
  ) -> Parameter {
    registry.make(self[name].path, shape, initializer, layout)
  }

  /// A place where values are dropped, with a random stream of its own.
  public func dropout(_ probability: Double) -> DropoutSite {
    DropoutSite(probability: probability, stream: registry.nextDropout())
  }
}
