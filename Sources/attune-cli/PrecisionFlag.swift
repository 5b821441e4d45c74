internal import Attune

extension Flag {
  /// What a command's matrix products round their factors to.
  static let precision = Flag(
    "precision", value: "PRECISION", help: "float32 (without it), bfloat16, or auto: bfloat16 where the CPU has it.",
    completion: .words(PrecisionSetting.allCases.map(\.rawValue)))
}

extension Invocation {
  /// Takes up the precision that the command was given.
  func takeUpPrecision() {
    let setting = value(.precision).flatMap(PrecisionSetting.init(rawValue:)) ?? .float32
    if let remark = setting.takeUp() { console.warn(remark) }
  }
}
