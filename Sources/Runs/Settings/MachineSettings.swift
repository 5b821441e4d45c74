/// Settings of a run with its threads and its precision.
public protocol MachineSettings {
  /// How the run is executed.
  var execution: ExecutionSettings { get set }
}

extension Recipe where Settings: MachineSettings {
  /// Replaces the precision `auto` by its meaning on this machine, so that a resumed run keeps it.
  public static func settle(_ settings: Settings) -> Settings {
    var settings = settings
    settings.execution.precision = settings.execution.precision.onThisMachine
    return settings
  }
}
