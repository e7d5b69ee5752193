import BiasAudit
import Probing
import Transfer

/// What the configuration says, in the terms of each study.
extension AtlasConfiguration {
  func probeOptions(cluster: String?, threads: Int) -> ProbeOptions {
    ProbeOptions(
      representations: probes.representations, thresholds: probes.thresholds, top: probes.top, c: probes.c,
      folds: probes.folds, repeats: probes.repeats, trainingRates: probes.trainingRates,
      nonInferiorityMargin: probes.nonInferiorityMargin, seed: seed, threads: threads)
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
