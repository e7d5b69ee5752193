import Findings

/// A feature in a dataset of another modality, on its page in this one: pictures beside texts.
struct OtherModalityRow {
  let pages: FeaturePages
  let feature: Int
  let side: Counterparts.Side

  static let slots: Slots<OtherModalityRow> = [
    .text("dataset") { $0.side.dataset }, .count("active") { Int($0.side.active.at($0.feature) ?? 0) },
    .link("link") { row in
      row.side.paged.contains(Int32(row.feature))
        ? row.pages.links.page(SitePaths.feature(row.side.dataset, row.side.checkpoint, row.feature)) : nil
    },
    .block("examples") { row in
      var out = FragmentWriter(row.pages.context.style, capacity: 4096)
      row.side.list.write(row.feature, row.side.strongest, root: row.pages.links.root, into: &out)
      return out.fragment
    },
  ]
}
