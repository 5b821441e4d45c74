internal import Base
internal import Tensor

/// What, besides settings and data, decides the bits of a run: threads do not, but are told.
func runEnvironment() -> JSON.Object {
  [
    "version": .string(attuneVersion), "precision": .string("float32"), "kernels": .string(Machine.kernels),
    "blas": .string(Machine.blasCore ?? "none"), "threads": .integer(Threads.count),
  ]
}
