import BiasAudit
import Probing
import Transfer

/// What the configuration says, in the terms of each study.
extension AtlasConfiguration {
  func probeOptions(threads: Int) -> ProbeOptions {
    var options = ProbeOptions()
    options.representations = probes.representations
    options.thresholds = probes.thresholds.map { $0.map { .fixed($0) } ?? .automatic }
    options.top = probes.top
    options.c = probes.c
    options.folds = probes.folds
    options.repeats = probes.repeats
    options.trainingRates = probes.trainingRates
    options.nonInferiorityMargin = probes.nonInferiorityMargin
    options.seed = seed
    options.threads = threads
    return options
  }

  func biasOptions(threads: Int) -> BiasOptions {
    BiasOptions(
      reference: bias.reference ?? "largest", margin: bias.margin, falseDiscoveryRate: bias.falseDiscoveryRate,
      minimumCell: bias.minimumCell, seed: seed, threads: threads)
  }

  func transferOptions(threads: Int) -> TransferOptions {
    TransferOptions(
      c: probes.c, folds: probes.folds, thresholds: probes.thresholds.compactMap { $0 },
      falseDiscoveryRate: bias.falseDiscoveryRate, seed: seed, threads: threads)
  }
}
