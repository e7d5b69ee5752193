import Files
import Foundation
import TestSupport
import Testing

/// Runs validators that are installed on the machine over the synthetic site.
@Suite(.serialized) struct ValidatorTests {
  func rendered(_ site: MemorySink = RenderedSite.html) throws -> String {
    let folder = try TestPaths.temporaryFolder()
    for (path, bytes) in site.files { try FolderSink(folder: folder).write(path, bytes) }
    return folder
  }

  @Test(.enabled(if: SiteCheckers.tidy != nil)) func tidyFindsNoErrors() throws {
    let folder = try rendered()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pages = try Paths.files(under: folder).filter { $0.hasSuffix(".html") }.map { Paths.join(folder, $0) }
    let problems = try SiteCheckers.tidyProblems(pages)
    #expect(pages.count > 100)
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
  }

  /// Contrast, names, roles and the rest as axe sees them, in light and dark, on a phone and a desktop; and that no
  /// page asks for anything outside of itself. Needs chromium, python3 and the packages that check.py names.
  @Test(
    .enabled(if: SiteCheckers.chromium != nil && SiteCheckers.python != nil, "needs chromium and axe: make checkers"))
  func axeFindsNothingSerious() throws {
    let folder = try rendered()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (status, output) = try SiteCheckers.axe(folder)
    #expect(status == 0, "\(output.suffix(4000))")
  }

  /// Nothing is wider than its window, no word in a table is broken, and ≤ is not drawn as ≥. In Japanese, where rows have the
  /// least room and faces are those of the machine.
  @Test(.enabled(if: SiteCheckers.chromium != nil && SiteCheckers.python != nil, "needs chromium: make checkers"))
  func japanesePagesAreSetWell() throws {
    let folder = try rendered(RenderedSite.japanese)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (status, output) = try SiteCheckers.layout(folder)
    #expect(status == 0, "\(output.suffix(4000))")
  }

  /// One page of each kind on a desktop and a phone, in light and dark, and on paper, beside pictures of the same pages that
  /// somebody looked at: what no validator sees. `FEATURE_ATLAS_SCREENS=update` keeps the new ones (`make screens-update`).
  @Test(
    .enabled(if: SiteCheckers.chromium != nil && SiteCheckers.python != nil, "needs chromium and Pillow: make checkers")
  )
  func pagesLookAsTheyDidWhenTheyWereLookedAt() throws {
    let folder = try rendered()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let updating = ProcessInfo.processInfo.environment["FEATURE_ATLAS_SCREENS"] == "update"
    let (status, output) = try SiteCheckers.screens(
      folder, into: TestPaths.repository + "/.build/screens/tests", updating: updating)
    #expect(status == 0 || status == 77, "\(output.suffix(4000))")
  }
}
