public import Runs

/// All recipes, in the order of `attune ls`. A new recipe is a folder here, its configs, and a line in this list.
public let recipes: [any Recipe.Type] = [Sentiment.self, ClosedBookQA.self, Pretrain.self]
