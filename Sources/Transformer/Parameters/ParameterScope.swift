/// A place in a model's tree of names: `scope["encoder"]["layer"][0]`.
public struct ParameterScope {
  private let registry: ParameterRegistry
  private let path: String
  private let depth: ParameterDepth
  private let isAdded: Bool
  private let isShared: Bool

  init(
    registry: ParameterRegistry, path: String, depth: ParameterDepth, isAdded: Bool = false, isShared: Bool = false
  ) {
    self.registry = registry
    self.path = path
    self.depth = depth
    self.isAdded = isAdded
    self.isShared = isShared
  }

  /// The scope below this one.
  public subscript(name: String) -> ParameterScope {
    ParameterScope(
      registry: registry, path: path.isEmpty ? name : path + "." + name, depth: depth, isAdded: isAdded,
      isShared: isShared)
  }

  /// The numbered scope below this one.
  public subscript(index: Int) -> ParameterScope { self[String(index)] }

  /// This scope, with parameters at another depth of the model.
  public func at(_ depth: ParameterDepth) -> ParameterScope {
    ParameterScope(registry: registry, path: path, depth: depth, isAdded: isAdded, isShared: isShared)
  }

  /// This scope, with parameters that a variant of a part adds to a pretrained model: a checkpoint may lack them.
  public var added: ParameterScope {
    ParameterScope(registry: registry, path: path, depth: depth, isAdded: true, isShared: isShared)
  }

  /// The scope of parameters that a variant of a part adds for all layers, at the depth of the first one. They are made
  /// where they are first asked for; later requests get the same.
  public var shared: ParameterScope {
    ParameterScope(
      registry: registry, path: registry.base.path, depth: .layer(0), isAdded: true, isShared: true)
  }

  /// Makes the parameter called `name` here: from the checkpoint if it has one, else by the initializer.
  ///
  /// - Parameters:
  ///   - shape: `[outputs, inputs]` of a matrix, `[entries, hidden]` of a table, `[size]` of a vector
  ///   - repeated: rows of a table that are repeated, in order, if the checkpoint's table ends with the last of them
  ///     and this one is longer
  public func parameter(
    _ name: String, _ role: ParameterRole, _ shape: [Int], _ initializer: Initializer,
    layout: Parameter.Layout = .plain, repeated: Range<Int>? = nil
  ) -> Parameter {
    precondition((role == .vector) == (shape.count == 1), "a \(role.rawValue) of shape \(shape)")
    return registry.make(
      ParameterRegistry.Request(
        name: self[name].path, role: role, depth: depth, shape: shape, initializer: initializer, layout: layout,
        isAdded: isAdded, isShared: isShared, repeated: repeated))
  }

  /// Whole numbers that belong to the model like its weights but are not trained: stored with the weights, and read
  /// from the checkpoint if it has them, else drawn uniformly by seed and name.
  ///
  /// - Returns: as many as the shape says, row by row, from 0 to below `bound`
  public func numbers(_ name: String, _ shape: [Int], below bound: Int) -> [Int] {
    registry.makeNumbers(self[name].path, shape, below: bound, isAdded: isAdded)
  }

  /// A place where values are dropped, with a random stream of its own.
  public func dropout(_ probability: Double) -> DropoutSite {
    DropoutSite(probability: probability, stream: registry.nextDropout())
  }
}
