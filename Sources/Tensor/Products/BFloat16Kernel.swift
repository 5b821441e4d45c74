internal import CKernels

/// The kernels of bfloat16 products.
package enum BFloat16Kernel: Int32, CaseIterable, Sendable, CustomStringConvertible {
  /// Plain C that makes the bits of `amx`.
  case plain = 0
  case avx512 = 1
  case amx = 2
  /// The code of `avx512` with its instruction in plain C, for tests.
  case plainDots = 3
  /// The code of `amx` with its instructions in plain C, for tests.
  case plainTiles = 4

  package var description: String {
    switch self {
    case .plain: "emulated"
    case .avx512: "AVX-512 BF16"
    case .amx: "AMX"
    case .plainDots: "AVX-512 BF16, emulated"
    case .plainTiles: "AMX, emulated"
    }
  }

  /// The kernels that can run on this CPU.
  package static var offered: [BFloat16Kernel] { allCases.filter { ck_has_bfloat16($0.rawValue) != 0 } }
}
