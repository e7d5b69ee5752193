import Findings

/// The data and the checkpoints: what they are, and whether they make sense together.
struct InputsPage {
  private static let count: PageSchema = ["name": .text, "n": .text, "share": .text]

  static let schema: PageSchema = [
    "datasets": .rows([
      "dataset": .text, "modality": .text, "example_count": .text, "unlabelled": .text, "cluster_column": .text,
      "cluster_count": .text, "order_same_source": .flag, "order_ids": .flag, "order_tokens": .flag,
      "order_none": .flag, "order_no_texts": .flag, "order_unlike_texts": .flag, "order_compared": .text,
      "order_agreeing": .text, "order_moved": .text, "positive_class": .text,
      "classes": .rows(count.adding(["is_left_out": .flag])), "splits": .rows(count),
      "attributes": .rows(["attribute": .text, "unknown": .text, "values": .rows(count)]),
      "columns": .rows(["label": .text, "text": .text]),
      "encoded": .rows([
        "checkpoint": .text, "layer": .text, "tokens": .text, "feature_count": .text, "alive": .text, "dense": .text,
        "token_l0": .text, "example_l0": .text, "index_link": .link, "data_link": .link,
      ]),
      "left_out": .text, "left_out_count": .text, "token_count": .text, "warnings": .rows(.note),
    ]),
    "checkpoints": .rows([
      "checkpoint": .text, "path": .text, "layer": .text, "family": .text, "reason": .text, "architecture": .text,
      "formula": .text, "source": .text, "dimension": .text, "feature_count": .text, "declared_l0": .text,
      "model": .text, "hook": .text, "norm_min": .text, "norm_mean": .text, "norm_max": .text, "has_norm": .flag,
      "cosine": .text, "has_decoder": .flag,
      "reconstructions": .rows([
        "dataset": .text, "tokens": .text, "l0": .text, "fvu": .text, "fvu_without_first": .text, "median": .text,
        "top_share": .text,
        "positions": .rows(["position": .text, "tokens": .text, "share": .text, "unexplained": .text]),
        "variants": .rows(["name": .text, "fvu": .text, "is_better": .flag]),
      ]),
      "tensors": .rows(["name": .text, "shape": .text, "type": .text]),
      "warnings": .rows(.note),
    ]),
  ]

  let context: SiteContext

  func render() throws {
    let template = try context.template(.inputs)
    let links = Links(from: SitePaths.inputs)
    let scope: TemplateScope = [
      "datasets": .rows(try context.findings.datasets.map { try dataset($0, links) }),
      "checkpoints": .rows(try context.findings.checkpoints.map(checkpoint)),
    ]
    try context.publish(
      template, scope, PageFrame(path: SitePaths.inputs, title: context.words[.inputs], section: .inputs))
  }

  private func counts(_ items: [CategoryCount], of total: Int) -> TemplateValue {
    .rows(rows(items, of: total))
  }

  private func rows(_ items: [CategoryCount], of total: Int) -> [TemplateScope] {
    items.map {
      [
        "name": .text($0.name), "n": .count($0.count),
        "share": .number(total > 0 ? Double($0.count) / Double(total) : .nan, .percent),
      ]
    }
  }

  /// Those that are studied, then those left out.
  private func classes(_ item: DatasetFinding) -> [TemplateScope] {
    [(item.classes, false), (item.leftOutClasses, true)].flatMap { classes, isLeftOut in
      rows(classes, of: item.exampleCount).map { row in
        var row = row
        row["is_left_out"] = .flag(isLeftOut)
        return row
      }
    }
  }

  private func dataset(_ item: DatasetFinding, _ links: Links) throws -> TemplateScope {
    func isKnown(by evidence: RowOrderFinding.Evidence) -> TemplateValue { .flag(item.rowOrder?.evidence == evidence) }
    return [
      "dataset": .text(item.id), "modality": .text(context.words.code("modality", item.modality)),
      "example_count": .count(item.exampleCount), "unlabelled": .count(item.unlabelled),
      "cluster_column": .text(item.clusterColumn ?? ""), "cluster_count": .count(item.clusterCount ?? 0),
      "order_same_source": isKnown(by: .sameSource), "order_ids": isKnown(by: .ids),
      "order_tokens": isKnown(by: .tokens), "order_none": isKnown(by: .none),
      "order_no_texts": isKnown(by: .noTexts), "order_unlike_texts": isKnown(by: .unlikeTexts),
      "order_compared": .count(item.rowOrder?.compared ?? 0), "order_agreeing": .count(item.rowOrder?.agreeing ?? 0),
      "order_moved": .count(item.rowOrder?.moved ?? 0),
      "positive_class": .text(item.positiveClass ?? ""), "classes": .rows(classes(item)),
      "splits": counts(item.splits, of: item.exampleCount),
      "attributes": .rows(
        item.attributes.map {
          [
            "attribute": .text($0.name), "unknown": .count($0.unknown),
            "values": counts($0.values, of: item.exampleCount),
          ]
        }),
      "columns": .rows(item.columns.map { ["label": .text($0.label), "text": .text($0.text)] }),
      "encoded": .rows(item.checkpoints.map { encoded($0, item, links) }),
      "left_out": .text(item.leftOut?.rule.joined(separator: ", ") ?? ""),
      "left_out_count": .count(item.leftOut?.tokens ?? 0), "token_count": .count(item.leftOut?.of ?? 0),
      "warnings": try context.rows(item.warnings),
    ]
  }

  private func encoded(_ item: DatasetCheckpointFinding, _ set: DatasetFinding, _ links: Links) -> TemplateScope {
    let dataset = set.id
    // One state per example is no token.
    let hasTokens = item.tokens != set.exampleCount
    return [
      "checkpoint": .text(item.checkpoint), "layer": .text(item.layer.map { "\($0)" } ?? "–"),
      "tokens": hasTokens ? .count(item.tokens) : .text("–"), "feature_count": .count(item.featureCount),
      "alive": .count(item.aliveFeatures),
      "dense": .count(item.denseFeatures), "token_l0": .number(hasTokens ? item.tokenL0 : nil, .magnitude),
      "example_l0": .number(item.exampleL0, .magnitude),
      "index_link": .link(links.page(SitePaths.featureFolder(dataset, item.checkpoint) + "index")),
      "data_link": .link(links.file(DataFiles.features(dataset, item.checkpoint))),
    ]
  }

  private func checkpoint(_ item: CheckpointFinding) throws -> TemplateScope {
    let path = context.findings.site.anonymous ? "" : item.path
    return [
      "checkpoint": .text(item.id), "path": .text(path), "layer": .text(item.layer.map { "\($0)" } ?? ""),
      "family": .text(item.family), "reason": .text(item.reason), "architecture": .text(item.architecture),
      "formula": .text(item.formula), "source": .text(item.source), "dimension": .count(item.inputDimension),
      "feature_count": .count(item.featureCount), "declared_l0": .number(item.declaredL0, .magnitude),
      "model": .text(item.model ?? ""), "hook": .text(item.hook ?? ""),
      "has_norm": .flag(item.decoderNorm != nil), "norm_min": .number(item.decoderNorm?.minimum, .magnitude),
      "norm_mean": .number(item.decoderNorm?.mean, .magnitude),
      "norm_max": .number(item.decoderNorm?.maximum, .magnitude),
      "has_decoder": .flag(item.medianEncoderDecoderCosine != nil),
      "cosine": .number(item.medianEncoderDecoderCosine, .fixed(2)),
      "reconstructions": .rows(item.reconstructions.map(reconstruction)),
      "tensors": .rows(
        item.tensors.map {
          [
            "name": .text($0.name), "shape": .text($0.shape.map(String.init).joined(separator: " × ")),
            "type": .text($0.elementType),
          ]
        }),
      "warnings": try context.rows(item.warnings),
    ]
  }

  private func reconstruction(_ item: ReconstructionFinding) -> TemplateScope {
    [
      "dataset": .text(item.dataset), "tokens": .count(item.tokens), "l0": .number(item.l0, .magnitude),
      "fvu": .number(item.fvu, .fixed(3)), "fvu_without_first": .number(item.fvuWithoutFirst, .fixed(3)),
      "median": .number(item.medianUnexplained, .fixed(3)), "top_share": .number(item.topShare, .percent),
      "positions": .rows(
        (item.positions ?? []).map {
          [
            "position": .text(context.words.code("position", $0.position)), "tokens": .count($0.tokens),
            "share": .number($0.varianceShare, .percent), "unexplained": .number($0.unexplained, .fixed(3)),
          ]
        }),
      "variants": .rows(
        item.variants.map {
          [
            "name": .text($0.name), "fvu": .number($0.fvu, .fixed(3)),
            "is_better": .flag($0.fvu < (item.fvu ?? -.infinity)),
          ]
        }),
    ]
  }
}
