import Testing
import Configuration
