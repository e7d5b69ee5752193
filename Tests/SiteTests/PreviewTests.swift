import Foundation
import Testing

/// Writes the synthetic site to a folder for looking at it: FEATURE_ATLAS_PREVIEW=/tmp/site-preview swift test …
@Suite struct PreviewTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FEATURE_ATLAS_PREVIEW"] != nil))
  func writePreview() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["FEATURE_ATLAS_PREVIEW"])
    try RenderedSite.render(into: FolderSink(folder: folder))
    try RenderedSite.render(
      SyntheticFindings.atlas(hostile: false), format: .markdown, into: FolderSink(folder: folder + "-markdown"))
    try RenderedSite.render(SyntheticFindings.atlas(hostile: false), into: FolderSink(folder: folder + "-plain"))
    try RenderedSite.render(
      SyntheticTransfers.atlas(), tables: SyntheticFindings.tables(SyntheticTransfers.widths),
      into: FolderSink(folder: folder + "-transfer"))
    #expect(FileManager.default.fileExists(atPath: folder + "/index.html"))
  }
}
