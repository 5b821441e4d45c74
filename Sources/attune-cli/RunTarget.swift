internal import Attune

/// What the first argument of `run` and `validate` names: a recipe, one of its configs, a YAML file, or a run's folder.
struct RunTarget {
  let recipe: any Recipe.Type
  /// The config's or the file's name, without `.yaml`.
  let name: String
  /// The settings as written.
  let node: Node
  /// The default folder of the run.
  let folder: String

  /// Finds what a word names.
  ///
  /// - Throws: `UsageError` for a recipe or config that does not exist, `ConfigurationError` for an invalid file.
  init(_ word: String, in recipes: [any Recipe.Type], command: String) throws {
    if let (recipe, config) = try ShippedConfig.find(word, in: recipes, command: command) {
      self.recipe = recipe
      name = config.name
      node = try Node(parsing: config.yaml, path: "\(recipe.name)/\(config.name).yaml")
      let isDefault = config.name == recipe.configs.first?.name
      folder = "runs/" + (isDefault ? recipe.name : "\(recipe.name)-\(config.name)")
      return
    }
    let isRun = exists(word + "/config.yaml")
    if !isRun && isFolder(word) {
      throw UsageError(
        "\(word) contains no run (there is no config.yaml in it): start one with 'attune run CONFIG --output \(word)'",
        command: command)
    }
    let path = isRun ? word + "/config.yaml" : word
    node = try Node(readingFile: path)
    recipe = try Self.recipe(of: node, path: path, in: recipes)
    let file = path.split(separator: "/").last.map(String.init) ?? path
    name = [".yaml", ".yml"].first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) } ?? file
    folder = isRun ? word : "runs/\(recipe.name)-\(name)"
  }

  /// The recipe that a file names in its `recipe` key.
  private static func recipe(of node: Node, path: String, in recipes: [any Recipe.Type]) throws -> any Recipe.Type {
    let names = recipes.map { $0.name }
    guard let entry = node.entries.first(where: { $0.key == "recipe" }) else {
      let message = "the key is missing: give the recipe of this file, one of \(names.joined(separator: ", "))"
      throw ConfigurationError.invalid([LocatedProblem(location: node.location, key: "recipe", message: message)])
    }
    if let recipe = recipes.first(where: { $0.name == entry.value.text }) { return recipe }
    let near = suggestion(for: entry.value.text ?? "", among: names).map { "; did you mean \($0)?" }
    let message = "there is no such recipe\(near ?? "; there are \(names.joined(separator: ", "))")"
    throw ConfigurationError.invalid([
      LocatedProblem(location: entry.value.location, key: "recipe", message: message)
    ])
  }

  /// The settings with the overrides of the command line, read and checked.
  func plan(_ overrides: [String]) throws -> PlannedRun {
    var problems: [LocatedProblem] = []
    var read: [Override] = []
    for word in overrides {
      do {
        read.append(try Override(word))
      } catch .invalid(let found) {
        problems += found
      }
    }
    if !problems.isEmpty { throw ConfigurationError.invalid(problems) }
    return try recipe.plan(node, named: name, overrides: read)
  }
}

/// The configs inside the binary.
enum ShippedConfig {
  /// The config that `recipe` (its first) or `recipe/config` names, or nil if the word names a file.
  ///
  /// - Throws: `UsageError` if it names neither.
  static func find(
    _ word: String, in recipes: [any Recipe.Type], command: String
  ) throws(UsageError) -> (any Recipe.Type, Config)? {
    if let recipe = recipes.first(where: { $0.name == word }), let config = recipe.configs.first {
      return (recipe, config)
    }
    for recipe in recipes {
      for config in recipe.configs where word == "\(recipe.name)/\(config.name)" { return (recipe, config) }
    }
    let isFile = word.hasSuffix(".yaml") || word.hasSuffix(".yml") || exists(word)
    if isFile { return nil }
    throw unknown(word, in: recipes, command: command)
  }

  private static func unknown(_ word: String, in recipes: [any Recipe.Type], command: String) -> UsageError {
    let names = recipes.map { $0.name }
    let configs = recipes.flatMap { recipe in recipe.configs.map { "\(recipe.name)/\($0.name)" } }
    let exact = configs.first { $0.hasSuffix("/" + word) }
    if let near = exact ?? suggestion(for: word, among: names + configs) {
      return UsageError("there is no recipe '\(word)'; did you mean \(near)?", command: command)
    }
    let what = word.contains("/") ? "recipe, file or folder of a run" : "recipe"
    return UsageError("there is no \(what) '\(word)'; 'attune ls' lists the recipes", command: command)
  }
}
