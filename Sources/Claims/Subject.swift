import Findings

/// What a claim speaks of: a slot of its sentence that holds a name, not a number.
public struct Subject: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    /// A name from the data or the configuration: shown as it is.
    case name(String)
    /// Several of these.
    case names([String])
    /// Numbers that somebody chose.
    case numbers([Double])
    /// An arm of the probes; a language has words for what it sees.
    case arm(ArmKey)
    /// Where an arm takes what it sees from: checkpoint or layer, pooling, threshold; of a derived one which it is most often.
    case placeOfArm(ArmKey, UsualArm?)
    /// A code of the findings (`auroc`, `max`) that a language has a word for.
    case code(prefix: String, code: String)
  }

  /// The slot it fills.
  public var name: String
  public var value: Value

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = .name(value)
  }

  public init(_ name: String, names: [String]) {
    self.name = name
    value = .names(names)
  }

  public init(_ name: String, numbers: [Double]) {
    self.name = name
    value = .numbers(numbers)
  }

  public init(_ name: String, arm: ArmKey) {
    self.name = name
    value = .arm(arm)
  }

  public init(_ name: String, placeOf arm: ArmKey, usual: UsualArm?) {
    self.name = name
    value = .placeOfArm(arm, usual)
  }

  public init(_ name: String, _ prefix: String, code: String) {
    self.name = name
    value = .code(prefix: prefix, code: code)
  }

  /// The name or code itself.
  public var text: String {
    switch value {
    case .names(let names): names.joined(separator: ", ")
    case .numbers(let numbers): numbers.map(\.description).joined(separator: ", ")
    case .name(let text), .code(_, let text): text
    case .arm(let key), .placeOfArm(let key, _): key.name
    }
  }
}
