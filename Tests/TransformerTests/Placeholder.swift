import Testing
import Transformer
