import Files
import Foundation
import TestSupport
import Testing

@testable import Site

/// Every language says the same, with the same figures in the same places.
@Suite struct LanguageTests {
  static let folders = TemplateFolders(base: RenderedSite.templates)
  static let others = folders.languages().filter { $0 != "en" }

  private func source(_ language: String, _ file: String) throws -> String {
    try TemplateFolders.read("\(RenderedSite.templates)/\(language)/\(file)")
  }

  private func parts(_ language: String, _ file: String) throws -> [String: String] {
    let parts = try SentenceFile.parts(of: source(language, file), path: file)
    return Dictionary(uniqueKeysWithValues: parts.map { ("\($0.section) / \($0.entry)", $0.text) })
  }

  @Test func japaneseIsThere() { #expect(Self.folders.languages() == ["en", "ja"]) }

  /// Also what no page of the synthetic site shows.
  @Test(arguments: folders.languages(), [PageFormat.html, .markdown])
  func everyTemplateCompiles(_ language: String, _ format: PageFormat) throws {
    let renderer = SiteRenderer(
      templates: Self.folders, theme: ThemeFolders([RenderedSite.theme]), options: RenderOptions(format: format))
    #expect(throws: Never.self) { try renderer.check(language: language) }
  }

  @Test(arguments: others) func aLanguageHasTheFilesOfEnglish(_ language: String) throws {
    let files = try Paths.files(under: RenderedSite.templates + "/en").sorted()
    let own = try Paths.files(under: RenderedSite.templates + "/" + language).filter { !$0.hasPrefix("phrases") }
    #expect(own.sorted() == files)
  }

  @Test(arguments: others) func sentencesUseTheSlotsOfEnglish(_ language: String) throws {
    for file in [ClaimSentences.fileName, NoteSpeaker.fileName] {
      let (english, other) = (try parts("en", file), try parts(language, file))
      #expect(english.keys.sorted() == other.keys.sorted(), "\(file)")
      for (name, text) in english {
        #expect(Self.slots(text) == Self.slots(other[name] ?? ""), "\(file): \(name)")
      }
    }
  }

  @Test(arguments: others) func wordsFillTheSamePlaces(_ language: String) throws {
    let english = try Words(folders: Self.folders, language: "en")
    let other = try Words(folders: Self.folders, language: language)
    for word in Word.allCases {
      let places = (0..<10).map { "{\($0)}" }
      #expect(
        places.filter(english[word].contains) == places.filter(other[word].contains), "\(language): \(word.rawValue)")
      #expect(!other[word].contains("**"), "\(word.rawValue)")
    }
  }

  /// Slots, conditions, lists, boxes and anchors are those of English, within the same conditions and lists.
  @Test(arguments: others) func pagesHaveTheSamePlaces(_ language: String) throws {
    for name in Self.folders.templateNames(language: "en").sorted() where !["claims", "notes"].contains(name) {
      let english = try places("en", name + ".md")
      let other = try places(language, name + ".md")
      #expect(english.subtracting(other) == [], "\(language)/\(name).md lacks")
      #expect(other.subtracting(english) == [], "\(language)/\(name).md has more")
      #expect(
        try blocks("en", name + ".md") == blocks(language, name + ".md"), "order of blocks in \(language)/\(name).md")
    }
  }

  /// Conditions, lists, boxes and partials in their order.
  private func blocks(_ language: String, _ file: String) throws -> [String] {
    try TemplateScanner.scan(source(language, file), path: file).compactMap { token in
      guard case .tag(let tag) = token else { return nil }
      if case .slot = tag.kind { return nil }
      return tag.spelling
    }
  }

  private func places(_ language: String, _ file: String) throws -> Set<String> {
    let source = try source(language, file)
    var (open, line) = ([String](), [String]())
    var found: Set<String> = []
    for token in try TemplateScanner.scan(source, path: file) {
      switch token {
      case .text(let text, _): if text.hasSuffix("\n") { line = [] }
      case .tag(let tag):
        found.insert((open + line + [tag.spelling]).joined(separator: " "))
        switch tag.kind {
        case .beginIf, .beginEach, .beginBox, .beginDetails: open.append(tag.spelling)
        case .otherwise: open[open.count - 1] += " else"
        case .endIf, .endEach, .endBox: open.removeLast()
        case .row: line.append(tag.spelling)
        case .slot, .partial, .chart: break
        }
      }
    }
    for anchor in source.matches(of: /\{#([a-z-]+)\}/) { found.insert("#" + anchor.1) }
    return found
  }

  static func slots(_ text: String) -> Set<String> {
    Set(text.matches(of: /\{\{([a-z_0-9]+)\}\}/).map { String($0.1) })
  }

  // Figures

  /// Each claim of the site has a sentence in each language, and the sentences hold the same figures.
  @Test func theSentencesOfAClaimHoldTheSameFigures() throws {
    let pages = RenderedSite.html.files
    var compared = 0
    let constants = try ["en", "ja"].map { try Constants($0, parts($0, ClaimSentences.fileName)) }
    for (path, bytes) in pages where path.hasPrefix("data/") && path.hasSuffix("claims.json") {
      let claims = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]], "\(path)")
      for claim in claims {
        let texts = try #require(claim["text"] as? [String: String])
        #expect(texts.keys.sorted() == ["en", "ja"])
        let figures = constants.map { $0.figures(of: claim, texts[$0.language] ?? "") }
        #expect(figures[0] == figures[1], "\(texts)")
        #expect(texts["ja"]?.contains("{{") == false && texts["en"] != texts["ja"])
        compared += 1
      }
    }
    #expect(compared > 100)
  }

  /// Numbers that a language writes into its sentences: another one may have a word for them (“both”, “one”).
  private struct Constants {
    let language: String
    private let numbers: [String: [String]]

    init(_ language: String, _ parts: [String: String]) {
      self.language = language
      numbers = parts.mapValues { Self.numbers($0.replacing(/\{\{[^}]*\}\}/, with: "·")) }
    }

    /// Sorted.
    func figures(of claim: [String: Any], _ text: String) -> [String] {
      var names = ["\(claim["kind"] ?? "") / \(claim["verdict"] ?? "")"]
      for caveat in claim["caveats"] as? [[String: Any]] ?? [] { names.append("caveat / \(caveat["code"] ?? "")") }
      if let strength = claim["strength"] as? [String: Any] {
        names.append("strength / \(strength["level"] ?? "")")
        for missing in strength["missing"] as? [String] ?? [] { names.append("missing / \(missing)") }
      }
      var figures = Self.numbers(text)
      for number in names.flatMap({ numbers[$0] ?? [] }) {
        guard let index = figures.firstIndex(of: number) else { return ["\(number) is not there"] + figures }
        figures.remove(at: index)
      }
      return figures.sorted()
    }

    private static func numbers(_ text: String) -> [String] {
      text.replacing("minus ", with: "−").matches(of: /[+−<]?[0-9][0-9,]*(?:\.[0-9]+)?%?/).map {
        String($0.0.last == "," ? $0.0.dropLast() : $0.0)
      }
    }
  }

  // Japanese

  /// Words that say more, or something else, than a figure can; and those that this project writes in another way.
  private static let banned = [
    "精度", "有意", "特徴量", "閾値", "可能性", "示唆", "考えられ", "と思われ", "概ね", "ほぼ", "十分", "差は見られ", "母数", "差別", "検討し", "かもしれ",
    "課題が", "適合し", "問題なし", "未満以下",
  ]

  @Test func japaneseHoldsToItsRules() throws {
    let code = /`[^`]*`|\]\([^)]*\)/
    for file in try Paths.files(under: RenderedSite.templates + "/ja") where !file.hasPrefix("phrases") {
      for (index, line) in try source("ja", file).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      {
        let text = line.replacing(/\{\{[^}]*\}\}/, with: "·").replacing(code, with: "·")
        let place = "ja/\(file):\(index + 1): \(text)"
        for word in Self.banned { #expect(!text.contains(word), "\(word) \(place)") }
        let letters = /[ぁ-ゖァ-ヺー一-鿿]/
        #expect(text.firstMatch(of: /[ぁ-ゖァ-ヺー一-鿿][()]|[()][ぁ-ゖァ-ヺー一-鿿]/) == nil, "ASCII brackets \(place)")
        #expect(text.firstMatch(of: /[ぁ-ゖァ-ヺー一-鿿] [0-9]|[0-9] [ぁ-ゖァ-ヺー一-鿿]/) == nil, "space beside a digit \(place)")
        #expect(text.firstMatch(of: /[０-９Ａ-Ｚａ-ｚ％～\u{200B}]/) == nil, "full-width or invisible \(place)")
        if text.firstMatch(of: letters) != nil {
          #expect(text.firstMatch(of: /[ぁ-ん][,.:;]/) == nil, "marks of Latin script \(place)")
        }
      }
    }
  }

  @Test func japanesePagesAreWhole() throws {
    let site = RenderedSite.japanese
    #expect(site.files["FAILED"] == nil, "\(site.text("FAILED"))")
    #expect(site.files.keys.sorted() == RenderedSite.html.files.keys.sorted())
    #expect(LinkChecker(site.files).problems() == [])
    for (path, bytes) in site.files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      #expect(page.contains("<html lang=\"ja\">") && page.contains("本文へ移動"), "\(path)")
      #expect(!page.contains("\u{200B}") && !page.contains("95% interval"), "\(path)")
    }
    // The data are the same in all languages.
    for (path, bytes) in site.files where path.hasPrefix("data/") {
      #expect(RenderedSite.html.files[path] == bytes, "\(path)")
    }
  }

  @Test(.enabled(if: SiteCheckers.tidy != nil)) func tidyFindsNothingInJapanese() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pages = RenderedSite.japanese.files.filter { $0.key.hasSuffix(".html") }
    for (path, bytes) in pages { try FolderSink(folder: folder).write(path, bytes) }
    let problems = try SiteCheckers.tidyProblems(pages.keys.sorted().map { Paths.join(folder, $0) })
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
  }

  /// A file of one's own without a language is in that of the pages.
  @Test func ownSentencesAreOfTheLanguageOfThePages() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/claims.md", Array("## data.size\n\n### stated\nHere are {{examples}}.\n".utf8))
    try FileSink.write(folder + "/words.txt", Array("proof = source\n".utf8))
    let sink = MemorySink()
    try RenderedSite.render(overrides: [folder], into: sink)
    let claims = sink.text("data/claims.json")
    #expect(claims.contains("\"en\":\"Here are 240.") && claims.contains("件の文です。"))
  }
}
