public import Configuration

/// How a run is executed, whatever it trains. All recipes share these settings.
public struct ExecutionSettings: RunSettings {
  /// Seed of all random numbers: new weights, the order of the data, masked spans and dropout.
  public var seed = 1
  /// Number of CPU threads; by default one for each CPU. It does not change the result.
  public var threads: Int?
  /// Precision of matrix products: float32, bfloat16, or auto (bfloat16 where the CPU supports it). See
  /// recipes/README.md.
  public var precision = PrecisionSetting.float32
  /// Seconds between two saves of the training state; a killed run loses no more than that.
  public var saveEvery = 60.0

  /// Float32 on all CPUs.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("seed", seed >= 0, "must not be negative")
    require("threads", (1...1024).contains(threads ?? 1), "must be from 1 to 1024")
    require("save_every", saveEvery >= 0 && saveEvery.isFinite, "must not be negative")
  }
}
