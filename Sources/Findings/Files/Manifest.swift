/// `data/manifest.json`: what went in, what came out, and how to do it again.
public struct Manifest: Codable, Sendable {
  /// `feature-atlas`.
  public var tool: String
  /// Of the tool that made the findings.
  public var version: String
  /// Of the program that analysed, with `+changes` where it was built from more than the commit; nil if not known.
  public var commit: String?
  /// Of the configuration file, 64 hexadecimal digits.
  public var configSHA256: String
  /// Of the data of the report, see `ReportDigest`; nil in a site of an earlier version.
  public var reportSHA256: String?
  /// Every file that was read.
  public var inputs: [InputFile]
  /// Every file of the site but this one and `data/timings.json`, sorted by path.
  public var outputs: [InputFile]
  /// Tables of the report that an edition leaves out, so that its number can be checked all the same; nil where there are none.
  public var omitted: [InputFile]?
  /// That every random choice follows from.
  public var seed: UInt64
  /// The command line, without paths of the machine.
  public var command: String

  public init(
    tool: String = "feature-atlas", version: String, commit: String? = nil, configSHA256: String,
    reportSHA256: String? = nil,
    inputs: [InputFile], outputs: [InputFile], omitted: [InputFile] = [], seed: UInt64, command: String
  ) {
    self.tool = tool
    self.version = version
    self.commit = commit
    self.configSHA256 = configSHA256
    self.reportSHA256 = reportSHA256
    self.inputs = inputs
    self.outputs = outputs
    self.omitted = omitted.isEmpty ? nil : omitted
    self.seed = seed
    self.command = command
  }

  /// The number of the report, as the files tell.
  public var report: ReportDigest { ReportDigest(of: outputs + (omitted ?? [])) }

  enum CodingKeys: String, CodingKey {
    case tool, version, commit, inputs, outputs, omitted, seed, command
    case configSHA256 = "config_sha256"
    case reportSHA256 = "report_sha256"
  }
}
