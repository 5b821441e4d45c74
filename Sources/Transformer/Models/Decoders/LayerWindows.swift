internal import Base

/// The keys of families in which some layers see the last tokens alone: `use_sliding_window`, `sliding_window`,
/// `max_window_layers` and `layer_types`, as Qwen2 and Qwen3 have them.
enum LayerWindows {
  private static let window = "sliding_attention"
  private static let types = [(window, true), ("full_attention", false)]

  /// All of them. `layer_types` says which layers have a window; without it, those from `max_window_layers` on.
  static let keys: [ConfigurationKey<DecoderConfiguration>] = [
    ConfigurationKey(name: "use_sliding_window", read: read, write: { .bool($0.windows.contains { $0 != nil }) }),
    ConfigurationKey(
      name: "sliding_window", read: { _, _ in },
      write: { $0.windows.lazy.compactMap(\.self).first.map { .integer($0) } ?? .null }),
    ConfigurationKey(
      name: "layer_types", read: { _, _ in },
      write: { configuration in
        .array(
          (0..<configuration.layerCount).map { layer in
            .string(types[configuration.window(layer: layer) == nil ? 1 : 0].0)
          })
      }),
  ]

  private static func read(_ reader: inout ConfigurationReader, _ configuration: inout DecoderConfiguration) {
    let count = configuration.layerCount
    let isUsed = reader.flag("use_sliding_window", default: false)
    let first = reader.integer("max_window_layers", in: 0...1_000_000, default: 28)
    let size = reader.integer("sliding_window", in: 1...10_000_000, default: 4096)
    let hasWindow = layerTypes(&reader, count) ?? (0..<count).map { isUsed && $0 >= first }
    reader.require(
      isUsed || !hasWindow.contains(true), "layer_types has \(window), but use_sliding_window is not true")
    configuration.windows = hasWindow.map { $0 ? size : nil }
  }

  /// Whether each layer has a window; nil where the file does not say.
  private static func layerTypes(_ reader: inout ConfigurationReader, _ count: Int) -> [Bool]? {
    guard let value = reader.object["layer_types"], value != .null else { return nil }
    let found = (value.array ?? []).compactMap { type in types.first { $0.0 == type.string }?.1 }
    if found.count == count && value.array?.count == count { return found }
    reader.require(
      false,
      "layer_types is \(excerpt(value.compact)), expected \(count) of \(types.map(\.0).joined(separator: ", "))")
    return nil
  }
}
