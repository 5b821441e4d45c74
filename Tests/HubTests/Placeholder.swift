import Testing
import Hub
