import BiasAudit
import Datasets
import Features
import Findings
import Probing
import Transfer

/// What is measured and studied of every dataset.
public struct AnalysisOptions {
  /// The first is the one that tables of features are about.
  public var poolings: [Pooling]
  /// Strongest examples that are kept of each feature.
  public var examplesPerFeature: Int
  /// Examples that words and features that fire together are looked for in: a sample where there are more.
  public var profiledExamples: Int
  /// No representations: no probes.
  public var probes: ProbeOptions
  public var bias: BiasOptions
  /// Whether the probe is fitted again without the features that stand for a group.
  public var ablates: Bool
  /// Whether it is for intersections, too.
  public var ablatesIntersections: Bool
  public var transfer: TransferOptions
  /// Changes the time it takes, not what is measured.
  public var encoder: EncoderChoice
  /// Changes the time it takes, not what is measured.
  public var threads: Int
  /// Prices of errors, and how well a trial is to know them; nil: none.
  public var decision: DecisionQuestion?

  public init(
    poolings: [Pooling], examplesPerFeature: Int, profiledExamples: Int, probes: ProbeOptions, bias: BiasOptions,
    ablates: Bool, ablatesIntersections: Bool, transfer: TransferOptions, encoder: EncoderChoice = .auto, threads: Int
  ) {
    (self.poolings, self.examplesPerFeature) = (poolings, examplesPerFeature)
    (self.profiledExamples, self.probes) = (profiledExamples, probes)
    (self.bias, self.ablates, self.ablatesIntersections) = (bias, ablates, ablatesIntersections)
    self.transfer = transfer
    (self.encoder, self.threads) = (encoder, threads)
  }

  func isProbed(_ kind: RepresentationKind) -> Bool { probes.representations.contains(kind.name) }

  /// Poolings of the states themselves: the last token is what a classifier without any pooling would see.
  func statePoolings(_ source: any HiddenStateSource) -> [Pooling] {
    poolings + (source.isTokenLevel && isProbed(.hidden) && !poolings.contains(.last) ? [.last] : [])
  }

  /// Of a checkpoint's own features.
  var measurement: MeasurementOptions {
    MeasurementOptions(
      poolings: poolings, examplesPerFeature: examplesPerFeature, threads: threads,
      tokenTop: isProbed(Representation.tokenTopN.kind) ? probes.top : [], encoder: encoder)
  }

  /// Of statistics alone, which are of the first pooling.
  var rangeMeasurement: MeasurementOptions {
    MeasurementOptions(poolings: [poolings[0]], examplesPerFeature: 0, threads: threads, encoder: encoder)
  }

  /// Of random directions, of which only the pooled values are used.
  var controlMeasurement: MeasurementOptions {
    MeasurementOptions(poolings: poolings, examplesPerFeature: 0, threads: threads, encoder: encoder)
  }
}
