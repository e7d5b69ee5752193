import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Site

/// Mistakes in templates of one's own that only a reader would see.
@Suite struct TemplateLintTests {
  /// What `check` says of a folder with these files.
  func mistakes(_ files: [String: String], format: PageFormat = .html) throws -> [AtlasError] {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      try Paths.makeFolders(Paths.folder(of: folder + "/" + name))
      try FileSink.write(folder + "/" + name, Array(text.utf8))
    }
    let base = TestPaths.repository
    let renderer = SiteRenderer(
      templates: TemplateFolders(overrides: [folder], base: base + "/templates"),
      theme: ThemeFolders([folder + "/site", base + "/site"]), options: RenderOptions(format: format))
    do {
      try renderer.check(language: "en")
      return []
    } catch let error as AtlasError {
      return [error]
    } catch let errors as AtlasErrors {
      return errors.all
    }
  }

  @Test func builtInTemplatesHaveNone() throws {
    #expect(try mistakes([:]).isEmpty)
    #expect(try mistakes([:], format: .markdown).isEmpty)
  }

  @Test func aBoxNeedsAStyle() throws {
    let found = try mistakes(["methods.md": "# Methods\n\n::: cardd\nText\n:::\n"])
    #expect(found.map(\.message) == ["the theme has no style for ::: cardd"])
    #expect(found.first?.line == 3 && found.first?.hint?.hasPrefix("did you mean ‘card’?") == true)
    let own = ["methods.md": "# Methods\n\n::: cardd\nText\n:::\n", "site/mine.css": ".cardd { margin: 0.5rem }\n"]
    #expect(try mistakes(own).isEmpty)
  }

  @Test func everyRowHasACellForEachColumn() throws {
    let table = "# Methods\n\n| a | b |\n|---|---|\n| 1 | 2 |\n{{#if home_link}}\n| 3 |\n{{/if}}\n| 4 \\| 5 | 6 |\n"
    let found = try mistakes(["404.md": table])
    #expect(found.map(\.message) == ["this row has 1 cells, its table 2"])
    #expect(found.first?.line == 7)
  }

  @Test func linksWithinAPageLeadSomewhere() throws {
    let found = try mistakes(["404.md": "# Gone\n\n[there](#plce)\n\n## Place {#place}\n"])
    #expect(found.map(\.message) == ["nothing on this page is called ‘#plce’"])
    #expect(found.first?.hint?.hasPrefix("did you mean ‘#place’?") == true)
  }

  @Test func everyFileIsRead() throws {
    let found = try mistakes([
      "featurs.md": "# x\n", "README.md": "mine\n", "404.md": "# Gone\n\n{{> _foot}}\n", "_foot.md": "foot\n",
      "en/word.txt": "x = y\n",
    ])
    #expect(Set(found.map { Paths.name(of: $0.path ?? "") }) == ["featurs.md", "word.txt"])
    #expect(found.contains { $0.hint?.hasPrefix("did you mean ‘feature.md’?") == true })
  }

  @Test func theReferenceNamesEverySlotOnceAndSaysHowToWriteIt() throws {
    let reference = TemplateReference()
    let feature = try #require(reference.pages.first { $0.file == "feature.md" })
    #expect(feature.page == "features/…/…/[number]" && Set(feature.slots.map(\.name)).count == feature.slots.count)
    for page in reference.pages { try check(page.slots, of: page) }
    let text = reference.markdown(["feature"])
    #expect(text.hasPrefix("## feature.md\n") && text.components(separatedBy: "\n## ").count == 1)
  }

  /// Compiles a template that uses every slot as the reference says.
  private func check(_ slots: [TemplateReferenceSlot], of page: TemplateReference.Page) throws {
    let template = try #require(
      PageTemplate.all.first { $0.file + ".md" == page.file })
    func source(_ slots: [TemplateReferenceSlot]) -> String {
      slots.map { slot in
        switch slot.kind {
        case .list: "{{#each \(slot.name)}}\n\n" + source(slot.rows ?? []) + "{{/each}}\n\n"
        case .flag: "{{#if \(slot.name)}}yes{{/if}}\n\n"
        default: slot.spelling + "\n\n"
        }
      }.joined()
    }
    _ = try TemplateCompiler.compile(
      try TemplateScanner.scan(source(slots), path: page.file), schemas: template.schemas, page: page.page,
      syntax: .markdown, format: .html, tableLabel: "Table")
  }
}
