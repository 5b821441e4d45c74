import Testing
import Recipes
