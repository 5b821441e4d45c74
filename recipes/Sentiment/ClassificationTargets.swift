/// What each training text should be predicted as.
enum ClassificationTargets {
  case classes([Int])
  case values([Float])
}
