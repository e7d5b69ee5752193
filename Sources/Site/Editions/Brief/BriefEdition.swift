import Claims
import Diagnostics
import Files
import Findings

/// `brief.html`: a file of its own that prints to one page, two with phrases for the meeting; and the claims it makes.
struct BriefEdition {
  static let page = "brief.html"

  let context: SiteContext
  let theme: ThemeFolders

  /// - Throws: `AtlasError` where the texts of the configuration are too long for a page.
  func render() throws {
    let brief = BriefPage(context)
    guard brief.claims.dataset != nil else {
      throw AtlasError(.input, "there is no data set to write a brief about")
    }
    var scopes = [BriefPage.slots.scope(brief)]
    var content = ByteWriter(capacity: 1 << 16)
    try context.template(BriefPage.template).render(&scopes, into: &content)
    let size = BriefSize(content.bytes)
    guard let first = size.first, let second = size.second else {
      throw AtlasError(
        .input, "the brief does not fit on its pages",
        hint: "shorten `question`, `step` or `not-for` below `decision:`, or names of groups and classes")
    }
    let findings = context.findings
    let frame = EditionFrame(
      title: findings.decision?.question ?? findings.title, language: context.library.language,
      version: findings.version,
      style: try EditionFrame.style(
        "brief", sizes: [("scale", first), ("second", second)], library: context.library, theme: theme),
      content: Fragment(rendered: content))
    try context.sink.write(Self.page, try frame.page(library: context.library, theme: theme))
    try context.publish(brief.claims.all())
  }
}

/// How much stands on each page of a brief, and in which size of type it fits: from the number of letters, since a page is to
/// be the same wherever it is made. The room was measured with Chromium; the type is a little smaller than would just fit.
struct BriefSize {
  /// Letters, of which those of full width count twice.
  struct Content: Equatable {
    var letters = 0
    var wide = 0

    mutating func add(_ scalar: Unicode.Scalar) {
      if scalar.value >= 0x1100 { wide += 1 } else { letters += 1 }
    }
  }

  /// Below it type is too small to be read on paper.
  static let smallest = 0.7

  private(set) var pages = [Content(), Content()]

  /// - Parameter html: of the content.
  init(_ html: [UInt8]) {
    var page = 0
    var (inTag, inPicture) = (false, false)
    var tag = ""
    for scalar in String(decoding: html, as: UTF8.self).unicodeScalars {
      if scalar == "<" {
        inTag = true
        tag = ""
      } else if scalar == ">" {
        inTag = false
        if tag.hasPrefix("div class=\"second") { page = 1 }
        // Words of pictures take no room.
        if tag.hasPrefix("svg") { inPicture = true }
        if tag == "/svg" { inPicture = false }
      } else if inTag {
        if tag.utf8.count < 24 { tag.unicodeScalars.append(scalar) }
      } else if !inPicture, scalar != "\n" {
        pages[page].add(scalar)
      }
    }
  }

  /// nil where the first page does not fit.
  var first: Double? { Self.scale(pages[0], room: 2750, most: 1.04) }
  /// nil where the second page does not fit.
  var second: Double? { Self.scale(pages[1], room: 4700, most: 1) }

  /// In steps of .02. Letters take room by the square of their size; one of full width takes that of 2.3 others, lines being
  /// farther apart.
  private static func scale(_ content: Content, room: Double, most: Double) -> Double? {
    let taken = Double(content.letters) + 2.3 * Double(content.wide)
    let exact = min(most, (room / max(1, taken)).squareRoot())
    let steps = (exact * 50 + 1e-9).rounded(.down) / 50
    return steps >= smallest - 1e-9 ? steps : nil
  }
}
