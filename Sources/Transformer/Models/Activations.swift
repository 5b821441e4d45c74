internal import Tensor

/// The names of activations in `config.json`; the first of equal values is written.
let activationNames: [(String, Activation)] = [
  ("gelu", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("relu", .relu),
  ("sigmoid", .sigmoid), ("silu", .silu),
]
