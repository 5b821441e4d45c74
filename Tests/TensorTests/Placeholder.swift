import Testing
import Tensor
