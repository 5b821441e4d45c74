/// The target of each training text.
enum ClassificationTargets {
  case classes([Int])
  case values([Float])
}
