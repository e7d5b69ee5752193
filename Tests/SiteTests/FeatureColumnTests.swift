import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// Columns of `features.csv` in templates of one's own: on the page of a feature and in lists.
@Suite struct FeatureColumnTests {
  private static let tables = SyntheticTables(width: SyntheticFindings.widths, isHostile: false)

  private func rendered(_ files: [String: String]) throws -> (site: MemorySink, folder: String) {
    let folder = try TestPaths.temporaryFolder()
    for (name, text) in files { try FileSink.write(folder + "/" + name, Array(text.utf8)) }
    var findings = SyntheticFindings.atlas(hostile: false)
    findings.datasets = [findings.datasets[0]]
    findings.transfers = []
    let sink = MemorySink()
    try RenderedSite.render(findings, tables: Self.tables, overrides: [folder], into: sink)
    return (sink, folder)
  }

  @Test func everyColumnIsASlot() throws {
    let description = try #require(
      TableDescription.all(MetricKind.samples).first { $0.file == DataFiles.features("DATASET", "CHECKPOINT") })
    let slots = Set(FeatureColumns.slots.schema.places.keys)
    let ofClass = Set(FeatureColumnsOfClass.slots.schema.places.keys)
    for column in description.columns.map(\.name) {
      let parts = column.split(separator: ":")
      #expect((parts.count == 1 ? slots : ofClass).contains("column_\(parts[0])"), "\(column)")
    }
    #expect(slots.count + ofClass.count == description.columns.count)
  }

  @Test func aTemplateTakesColumns() throws {
    let (site, folder) = try rendered([
      "feature.md": """
      # Mine {{feature}}

      Fires in {{column_active_examples}} of {{example_count}}, {{column_density:percent}}, at most {{column_max}}.

      | class | AUROC | active |
      |---|---|---|
      | {{#row classes}}{{class}} | {{column_auroc}} | {{column_active}} |

      """,
      "feature-list.md": """
      # Mine

      | feature | norm | median | AUROC |
      |---|---|---|---|
      | {{#row features}}[{{column_feature}}]({{link}}) {{title}} | {{column_decoder_norm}} | {{column_p50}} | x |

      """,
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let table = try Self.tables.features("reviews", "l6-w24")
    let page = site.text("features/reviews/l6-w24/6.html")
    #expect(
      page.contains("<p>Fires in \(table.activeExamples[6]) of \(table.exampleCount), "), "\(site.text("FAILED"))")
    for (index, name) in table.classes.enumerated() {
      #expect(page.contains(name) && page.contains(String(format: "%.3f", table.auroc[index][6])))
    }
    let list = site.text("features/reviews/l6-w24/index.html")
    let alive = (0..<table.featureCount).filter { table.activeExamples[$0] > 0 }
    for feature in alive { #expect(list.contains("<a href=\"\(feature).html\">\(feature)</a>"), "\(feature)") }
  }

  @Test func anUnknownColumnIsAnErrorWithItsPlace() throws {
    let error = #expect(throws: AtlasError.self) {
      _ = try rendered(["feature.md": "# Mine\n\n{{column_densty}}\n"])
    }
    #expect(error?.line == 3 && error?.path?.hasSuffix("/feature.md") == true)
    #expect(error?.hint == "did you mean ‘column_density’?")
  }
}
