/// What a folder of `analyze --features` says of itself.
public struct FeatureRangeRecord: Codable, Sendable, Equatable {
  /// Features that were measured, counted from 0.
  public var features: ClosedRange<Int>
  public var run: Run

  public init(features: ClosedRange<Int>, run: Run) { (self.features, self.run) = (features, run) }

  /// What all ranges of a run have in common.
  public struct Run: Codable, Sendable, Equatable {
    /// Features of the widest checkpoint.
    public var width: Int
    /// Of the program.
    public var version: String
    /// SHA-256 of the configuration.
    public var configuration: String
    /// Files that the configuration names, in its order.
    public var inputs: [InputFile]
    /// SHA-256 of what the parts say of the states.
    public var states: String

    public init(width: Int, version: String, configuration: String, inputs: [InputFile], states: String) {
      (self.width, self.version) = (width, version)
      (self.configuration, self.inputs, self.states) = (configuration, inputs, states)
    }
  }
}

extension FeatureRangeRecord.Run {
  /// What differs from the run that is to take a range; nil where they belong together.
  func difference(from run: FeatureRangeRecord.Run) -> String? {
    if version != run.version { return "version \(version), but this is \(run.version)" }
    if states != run.states { return "other shards or states" }
    if configuration != run.configuration { return "another configuration" }
    if width != run.width { return "\(width) features, but there are \(run.width)" }
    // Files outside the folder of the configuration may have the same name.
    if let other = run.inputs.first(where: { !inputs.contains($0) }) { return "another \(other.path)" }
    return inputs == run.inputs ? nil : "more files"
  }
}
