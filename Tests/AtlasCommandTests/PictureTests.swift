import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Images
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// Pictures, from the column of a table to the pages.
@Suite struct PictureTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Analyses, takes the inputs away, and renders.
  private func site(
    _ atlas: PictureAtlas, threads: Int, name: String, overrides: [String] = []
  ) throws -> [String: [UInt8]] {
    let (results, site) = (atlas.folder + "/results-" + name, atlas.folder + "/site-" + name)
    let analysis = try AnalysisJob.of(atlas.configuration, threads: threads)
    try analysis.write(to: results)
    try FileManager.default.moveItem(atPath: atlas.folder + "/private-folder", toPath: atlas.folder + "/away")
    defer {
      try? FileManager.default.moveItem(atPath: atlas.folder + "/away", toPath: atlas.folder + "/private-folder")
    }
    let renderer = BuiltSite.renderer(RenderOptions(threads: threads), overrides: overrides)
    try SiteBuilder(renderer: renderer, stopwatch: analysis.stopwatch).build(
      from: try ResultsFolder(reading: results), to: site)
    var files: [String: [UInt8]] = [:]
    for path in try Paths.files(under: site) where path != DataFiles.timings {
      files[path] = try MappedFile.content(of: site + "/" + path)
    }
    return files
  }

  @Test func aSiteShowsThePicturesOfItsExamplesAndNothingElseOfThem() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder, more: "site: {anonymous: true}")
      let files = try site(atlas, threads: 1, name: "one")
      #expect(files == (try site(atlas, threads: 3, name: "three")))
      #expect(LinkChecker(files.merging([DataFiles.timings: []]) { $1 }, checksData: true).problems() == [])

      let pictures = files.filter { $0.key.hasPrefix("images/") }
      #expect(pictures.count > 20 && pictures.count <= PictureAtlas.count - 1)
      for (path, bytes) in pictures {
        #expect(path == ExamplePicture.path(digest: SHA256Digest.hex(of: bytes), fileExtension: "png"))
        #expect(bytes.count <= Thumbnail.mostBytes)
        let header = try ImageFile(bytes: bytes).header
        #expect(max(header.width, header.height) <= Thumbnail.side)
      }
      let manifest = String(decoding: try #require(files[DataFiles.manifest]), as: UTF8.self)
      for path in pictures.keys {
        #expect(manifest.contains(path.replacing("/", with: "\\/")) || manifest.contains(path))
      }
      #expect(manifest.contains("pictures.csv#picture"))

      // No page, table or picture tells what the files were called.
      for (path, bytes) in files {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("somebody") && !text.contains("private-folder"), "\(path)")
      }
      let pages = files.filter { $0.key.hasSuffix(".html") }.mapValues { String(decoding: $0, as: UTF8.self) }
      let shown = Set(pages.values.flatMap { LinkChecker.values(of: " src=\"", in: $0) }.map(Paths.name(of:)))
      #expect(Set(pictures.keys.map(Paths.name(of:))).isSubset(of: shown), "a picture that no page shows")
      let features = pages.filter { $0.key.hasPrefix("features/shots/sae/") && $0.value.contains("<img") }
      #expect(!features.isEmpty)
      for page in features.values {
        #expect(page.contains("alt=\"a &quot;&lt;b&gt;cat&lt;/b&gt;&quot; &amp; &#39;dog&#39; "))
        #expect(!page.contains("<b>cat"))
      }
      let written = features.keys.map { folder + "/site-one/" + $0 }
      if SiteCheckers.tidy != nil { #expect(try SiteCheckers.tidyProblems(written) == []) }
    }
  }

  @Test func theStrongestPatchIsMarkedAndNamed() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder)
      let files = try site(atlas, threads: 2, name: "patches")
      let results = try ResultsFolder(reading: folder + "/results-patches")
      let table = try results.features("shots", "sae")
      var marked = 0
      for feature in table.paged(limit: .max).map({ Int($0) }) {
        let page = String(decoding: try #require(files["features/shots/sae/\(feature).html"]), as: UTF8.self)
        let entry = table.strongest.offsets[feature]
        // Token 0 is the class token, 1 to 4 are patches, row by row.
        let patch = Int(table.strongest.tokens[entry]) - 1
        let item = try #require(
          page.split(separator: "<li>").first { $0.contains("class=\"picture\"") || $0.contains("· e7\n") })
        guard patch >= 0, table.strongest.examples[entry] != 7 else { continue }
        marked += 1
        #expect(item.contains("viewBox=\"0 0 2 2\""))
        #expect(item.contains("<rect class=\"peak f\" x=\"\(patch % 2)\" y=\"\(patch / 2)\"/>"))
        #expect(item.contains("patch in row \(patch / 2 + 1), column \(patch % 2 + 1) · "))
      }
      #expect(marked > 3)
    }
  }

  @Test func aTemplateArrangesPicturesItself() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder)
      try Paths.makeFolders(folder + "/mine")
      try FileSink.write(
        folder + "/mine/feature.md", Array("# Mine {{feature}}\n\n- {{#row examples}}{{id}}: {{picture}}\n".utf8))
      let files = try site(atlas, threads: 2, name: "mine", overrides: [folder + "/mine"])
      #expect(LinkChecker(files.merging([DataFiles.timings: []]) { $1 }, checksData: true).problems() == [])
      let pages = files.filter { $0.key.hasPrefix("features/shots/sae/") && $0.key.hasSuffix(".html") }.values.map {
        String(decoding: $0, as: UTF8.self)
      }
      let shown = pages.filter { $0.contains("Mine ") }.flatMap { $0.split(separator: "<li>") }.filter {
        $0.firstMatch(of: /^e[0-9]+:/) != nil
      }
      #expect(!shown.isEmpty)
      for item in shown {
        // One example has no picture.
        #expect(item.hasPrefix("e7:") != item.contains("src=\"../../../images/"), "\(item.prefix(200))")
      }
    }
  }

  @Test func picturesStandBesideTextsOfTheSameFeature() throws {
    try inFolder { folder in
      // The tiny atlas's own table, of texts, with the same checkpoint.
      let atlas = try PictureAtlas(folder)
      let text = String(decoding: try MappedFile.content(of: atlas.configuration), as: UTF8.self).replacing(
        "pooling: [max]",
        with:
          "  - {id: notes, examples: data.csv, columns: {id: id, text: label, label: label}, states: {6: states.npy}}\npooling: [max]"
      )
      try FileSink.write(atlas.configuration, Array(text.utf8))
      let files = try site(atlas, threads: 2, name: "both")
      #expect(LinkChecker(files.merging([DataFiles.timings: []]) { $1 }, checksData: true).problems() == [])
      let pages = files.filter { $0.key.hasPrefix("features/notes/sae/") && !$0.key.contains("index") }.mapValues {
        String(decoding: $0, as: UTF8.self)
      }.filter { $0.value.contains("id=\"elsewhere\"") }
      let results = try ResultsFolder(reading: folder + "/results-both")
      let (notes, shots) = (try results.features("notes", "sae"), try results.features("shots", "sae"))
      let common = notes.paged(limit: .max).filter { shots.activeExamples[Int($0)] > 0 }
      #expect(pages.count == common.count && common.count > 3)
      for page in pages.values {
        #expect(page.contains("features/shots/sae/"))
        #expect(page.contains("class=\"picture\"") && page.contains("<rect class=\"peak "))
      }
      let written = pages.keys.map { folder + "/site-both/" + $0 }
      if SiteCheckers.tidy != nil { #expect(try SiteCheckers.tidyProblems(written) == []) }
    }
  }

  /// On the page of a pair of texts and pictures, a few features with three examples of each side; nothing of it where both are
  /// texts. What pictures show is told by a column of its own, of which nothing is measured.
  @Test func aPairShowsPicturesBesideTexts() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder)
      let words = "columns: {id: id, text: caption, label: label}, states: {6: patches.safetensors}}"
      let text = String(decoding: try MappedFile.content(of: atlas.configuration), as: UTF8.self)
        .replacing("text: caption, label: label, image: picture", with: "label: label, image: picture, alt: caption")
        .replacing(
          "pooling: [max]",
          with: """
              - {id: words, examples: pictures.csv, \(words)
              - {id: again, examples: pictures.csv, \(words)
            transfer: [{train: words, test: shots}, {train: words, test: again}]
            pooling: [max]
            """)
      try FileSink.write(atlas.configuration, Array(text.utf8))
      let files = try site(atlas, threads: 2, name: "pair")
      #expect(LinkChecker(files.merging([DataFiles.timings: []]) { $1 }, checksData: true).problems() == [])
      let page = String(decoding: try #require(files["transfer/words.shots.html"]), as: UTF8.self)
      let part = try #require(page.split(separator: "id=\"beside\"").last?.split(separator: "<h2").first)
      #expect(page.contains("id=\"beside\""))
      let pictures = part.split(separator: "<img").count - 1
      #expect((1...9).contains(pictures) && part.split(separator: "<li>").count - 1 <= 18 && page.utf8.count < 60_000)
      #expect(part.contains("alt=\"a &quot;&lt;b&gt;cat&lt;/b&gt;&quot; &amp; &#39;dog&#39; "))
      #expect(try ResultsFolder(reading: folder + "/results-pair").examples("shots").texts.isEmpty)
      let texts = String(decoding: try #require(files["transfer/words.again.html"]), as: UTF8.self)
      #expect(!texts.contains("id=\"beside\"") && !texts.contains("<img"))
      if SiteCheckers.tidy != nil {
        #expect(try SiteCheckers.tidyProblems([folder + "/site-pair/transfer/words.shots.html"]) == [])
      }
      try FileSink.write(atlas.configuration, Array(text.replacing("image: picture, ", with: "").utf8))
      #expect(mistakes(atlas).contains { $0.message.contains("`alt` is given, but no pictures") && $0.line != nil })
    }
  }

  @Test func onlyWhatPagesShowIsMade() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder, more: "site: {pages: 1, examples-per-feature: 1}")
      let files = try site(atlas, threads: 2, name: "few")
      let pictures = Set(files.keys.filter { $0.hasPrefix("images/") })
      let pages = files.filter { $0.key.hasSuffix(".html") }.map { String(decoding: $0.value, as: UTF8.self) }
      let shown = Set(
        pages.flatMap { LinkChecker.values(of: " src=\"", in: $0) }.map { "images/" + Paths.name(of: $0) })
      #expect(pictures.count < 30 && !pictures.isEmpty)
      #expect(pictures == shown.filter { !$0.hasSuffix(".js") })
    }
  }

  /// The mistakes that `check` finds, with the line of the table.
  private func mistakes(_ atlas: PictureAtlas) -> [AtlasError] {
    JobCheck(atlas.configuration, output: nil, rendering: nil, threads: 2, reporter: Reporter(.quiet)).mistakes.all
  }

  @Test func everyBadPictureIsAnErrorWithItsRow() throws {
    try inFolder { folder in
      let outside = try TestPaths.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: outside) }
      let fixtures = TestPaths.fixtures("Images")
      try FileManager.default.copyItem(atPath: fixtures + "/rgb.png", toPath: outside + "/real.png")
      let inner = folder + "/inner"
      try Paths.makeFolders(inner)
      let bad: [(row: Int, cell: String, message: String)] = [
        (0, "none.png", "no such file"), (1, outside + "/real.png", "leads out of the folder"),
        (2, "../" + Paths.name(of: outside) + "/real.png", "leads out of the folder"),
        (3, "linked.png", "leads out of the folder"), (4, "linked/real.png", "leads out of the folder"),
        (5, "private-folder", "this is no file"), (6, "picture.gif", "a GIF file"), (8, "cut.jpg", "ends early"),
        (9, "animated.png", "animated"), (10, #"private-folder\somebody-1.png"#, "leads out of the folder"),
        (11, "private-folder//somebody-1.png", "leads out of the folder"),
      ]
      let atlas = try PictureAtlas(
        inner, cells: Dictionary(bad.map { ($0.row, $0.cell) }, uniquingKeysWith: { first, _ in first }))
      for name in ["picture.gif", "animated.png"] {
        try FileManager.default.copyItem(atPath: fixtures + "/" + name, toPath: inner + "/" + name)
      }
      try FileSink.write(inner + "/cut.jpg", Array(try MappedFile.content(of: fixtures + "/420.jpg").dropLast(40)))
      try FileManager.default.createSymbolicLink(
        atPath: inner + "/linked.png", withDestinationPath: outside + "/real.png")
      try FileManager.default.createSymbolicLink(atPath: inner + "/linked", withDestinationPath: outside)
      let found = mistakes(atlas)
      #expect(found.count == bad.count)
      for (error, expected) in zip(found, bad) {
        #expect(error.path?.hasSuffix("pictures.csv") == true && error.line == expected.row + 2, "\(error)")
        #expect(error.message.contains(expected.cell) && error.message.contains(expected.message), "\(error)")
        #expect(error.hint != nil && error.kind == .input)
      }
    }
  }

  @Test func aLinkThatStaysInsideIsRead() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder, cells: [4: "inside.png"])
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/inside.png", withDestinationPath: folder + "/private-folder/somebody-3.png")
      #expect(mistakes(atlas).isEmpty)
    }
  }

  @Test(arguments: [
    ("patches: {grid: 3x3, first: 1}", "has 5 tokens, but `patches` are 3 × 3, from token 1"),
    ("patches: 5x1", ""), ("patches: banana", "is no grid"), ("patches: 0x4", "is no grid"),
    ("patches: {first: 1}", "have no grid"),
  ]) func gridsOfPatchesAreChecked(dataset: String, message: String) throws {
    try inFolder { folder in
      let found = mistakes(try PictureAtlas(folder, dataset: dataset))
      #expect(found.count == (message.isEmpty ? 0 : 1))
      #expect(message.isEmpty || found[0].message.contains(message), "\(found)")
    }
  }

  @Test func resultsThatNameOtherFilesAreRefused() throws {
    try inFolder { folder in
      let atlas = try PictureAtlas(folder)
      try AnalysisJob.of(atlas.configuration, threads: 2).write(to: folder + "/results")
      let path = folder + "/results/examples/shots.json"
      let text = String(decoding: try MappedFile.content(of: path), as: UTF8.self)
      let name = try #require(Paths.files(under: folder + "/results").first { $0.hasPrefix("images/") })
      for other in [
        "../../secret.png", "images/../../x.png", "theme/atlas.css",
        "images/" + String(repeating: "A", count: 32) + ".png",
      ] {
        let changed = text.replacing(name, with: other).replacing(name.replacing("/", with: "\\/"), with: other)
        #expect(changed != text)
        try FileSink.write(path, Array(changed.utf8))
        let error = try #require(throws: AtlasError.self) {
          try ResultsFolder(reading: folder + "/results", comparesDigests: false).examples("shots")
        }
        #expect(error.message.contains("is no name of a picture"))
      }
    }
  }
}
