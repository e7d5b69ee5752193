import Files
import Findings

/// The table that people fill in.
struct ReviewSheet {
  struct Row: Equatable {
    var checkpoint: String
    var feature: Int
    var page: String
    var says: String
  }

  private(set) var rows: [Row] = []

  /// Of each checkpoint the features of the first dataset that says something of them.
  ///
  /// - Parameter features: at most so many of each checkpoint.
  init(_ run: PublishedRun, features: Int, language: String) {
    let labels = run.claims.filter { $0.kind == "features.label" && $0.verdict != "not-defined" }
    var seen: Set<String> = []
    for dataset in run.datasets {
      for checkpoint in dataset.checkpoints where !seen.contains(checkpoint) {
        let file = DataFiles.features(dataset.id, checkpoint)
        let found = labels.compactMap { claim -> (q: Double, row: Row)? in
          guard let q = claim.figures.first(where: { $0.name == "q" }), q.evidence.file == file,
            let feature = q.evidence.key["feature"].flatMap({ Int($0) })
          else { return nil }
          let page = "features/\(FileName.part(dataset.id))/\(FileName.part(checkpoint))/\(feature).html"
          let says = claim.text[language] ?? claim.text["en"] ?? ""
          return (q.value, Row(checkpoint: checkpoint, feature: feature, page: page, says: says))
        }
        guard !found.isEmpty else { continue }
        seen.insert(checkpoint)
        rows += found.sorted { ($0.q, $0.row.feature) < ($1.q, $1.row.feature) }.prefix(features).map(\.row)
      }
    }
  }

  /// With the columns that `reviews:` reads, the last three empty.
  var csv: [UInt8] {
    var out = ByteWriter(capacity: 1 << 14)
    out.append("checkpoint,feature,page,says,meaning,agrees,rater\n")
    for row in rows {
      for field in [row.checkpoint, String(row.feature), row.page, row.says] {
        out.append(csvField: field)
        out.append(UInt8(ascii: ","))
      }
      out.append(",,\n")
    }
    return out.bytes
  }
}
