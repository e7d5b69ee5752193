import Diagnostics
import Files

/// Looks for files among templates of one's own that nothing reads: most have a name with a slip in it.
struct OverrideFiles {
  let library: TemplateLibrary

  /// A file may be a template, a partial that one of them includes, or one of the files with words and sentences. Notes to
  /// oneself go into a README.
  ///
  /// - Throws: `AtlasErrors` with every file that nothing reads, and the nearest name.
  func check(_ pages: [PageTemplate]) throws {
    let folders = library.folders
    var known = Set(TemplateFolders.list("\(folders.base)/\(library.language)") + ["README.md"])
    let mistakes = Mistakes()
    for page in pages {
      // What cannot be read was said before.
      for token in (try? library.tokens(of: page)) ?? [] {
        if case .text(_, let place) = token { known.insert(Paths.name(of: place.path)) }
        if case .tag(let tag) = token { known.insert(Paths.name(of: tag.place.path)) }
      }
    }
    for folder in folders.overrides.flatMap({ [$0, "\($0)/\(library.language)"] }) {
      for name in TemplateFolders.list(folder) where !known.contains(name) {
        guard TemplateFolders.isFile("\(folder)/\(name)") else { continue }
        let nearest = nearestName(to: name, in: known.sorted()).map { "did you mean ‘\($0)’? " } ?? ""
        mistakes.add(
          AtlasError(
            path: "\(folder)/\(name)", "nothing reads this file",
            hint: nearest + "a partial is read where a template includes it; files of the theme lie in site/"))
      }
    }
    try mistakes.end()
  }
}
