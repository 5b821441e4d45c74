package import Base
internal import Tensor
package import Transformer

/// The SHA-256 of a model's values. It does not depend on the file from which they were read.
///
/// - Parameter isCounted: selects parameters by name; by default all
package func weightsHash(_ parameters: [Parameter], where isCounted: (String) -> Bool = { _ in true }) -> String {
  var hash = SHA256()
  for parameter in parameters where isCounted(parameter.name) {
    hash.update(Array((parameter.name + "\n").utf8))
    parameter.value.withBytes { hash.update($0) }
  }
  return hash.hexadecimal()
}

/// The keys of `attune.json` that identify the weights before the first step.
package enum InitialWeights {
  package static let all = "initial_weights_sha256"
  package static let base = "initial_base_weights_sha256"
  package static let new = "new_parameters"

  /// Records, at the start of a run, the hash of all weights and, if some are new, the hash of the others.
  package static func note(_ registry: ParameterRegistry, in about: inout JSON.Object) {
    about[all] = .string(weightsHash(registry.parameters))
    let new = Set(registry.initialized)
    if new.isEmpty || new.count == registry.parameters.count { return }
    about[base] = .string(weightsHash(registry.parameters) { !new.contains($0) })
    about[self.new] = .array(registry.initialized.map(JSON.string))
  }

  /// The keys that a resumed run copies from its saved state.
  package static let keys = [all, base, new]

  /// A warning if the weights are the same as before the first step, or nil.
  package static func warning(_ registry: ParameterRegistry, _ about: JSON.Object) -> String? {
    if let initial = about[all]?.string, initial == weightsHash(registry.parameters) {
      return "warning: these weights are "
        + (about["base_model"] == nil ? "the initial weights of the run" : "the base model's") + ": nothing was trained"
    }
    guard let initial = about[base]?.string else { return nil }
    let new = Set((about[self.new]?.array ?? []).compactMap(\.string))
    if initial != weightsHash(registry.parameters, where: { !new.contains($0) }) { return nil }
    return "warning: all weights but those of the new head are the base model's"
  }
}
