/// A place in a model's tree of names: `scope["encoder"]["layer"][0]`.
public struct ParameterScope {
  private let registry: ParameterRegistry
  private let path: String
  private let depth: ParameterDepth

  init(registry: ParameterRegistry, path: String, depth: ParameterDepth) {
    self.registry = registry
    self.path = path
    self.depth = depth
  }

  /// The scope below this one.
  public subscript(name: String) -> ParameterScope {
    ParameterScope(registry: registry, path: path.isEmpty ? name : path + "." + name, depth: depth)
  }

  /// The numbered scope below this one.
  public subscript(index: Int) -> ParameterScope { self[String(index)] }

  /// This scope, with parameters at another depth of the model.
  public func at(_ depth: ParameterDepth) -> ParameterScope {
    ParameterScope(registry: registry, path: path, depth: depth)
  }

  /// Makes the parameter called `name` here: from the checkpoint if it has one, else by the initializer.
  ///
  /// - Parameter shape: `[outputs, inputs]` of a matrix, `[entries, hidden]` of a table, `[size]` of a vector
  public func parameter(
    _ name: String, _ role: ParameterRole, _ shape: [Int], _ initializer: Initializer,
    layout: Parameter.Layout = .plain
  ) -> Parameter {
    precondition((role == .vector) == (shape.count == 1), "a \(role.rawValue) of shape \(shape)")
    return registry.make(self[name].path, role, depth, shape, initializer, layout)
  }

  /// A place where values are dropped, with a random stream of its own.
  public func dropout(_ probability: Double) -> DropoutSite {
    DropoutSite(probability: probability, stream: registry.nextDropout())
  }
}
