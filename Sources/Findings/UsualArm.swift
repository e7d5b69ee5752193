/// The arm that a derived one is most often.
public struct UsualArm: Sendable, Equatable {
  /// The one that it is most often.
  public var key: ArmKey
  /// Splits in which it is this one.
  public var count: Int
  /// All splits.
  public var splits: Int
}

extension ProbeStudy {
  /// nil for arms that are not derived.
  public func usual(_ place: Int) -> UsualArm? {
    let choices = arms[place].chosenFrom
    return choices.first.map {
      UsualArm(key: arms[$0.arm].key, count: $0.count, splits: choices.reduce(0) { $0 + $1.count })
    }
  }
}
