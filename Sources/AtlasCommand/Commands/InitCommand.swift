import ArgumentParser
import Diagnostics
import Files
import Site

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented configuration for the files found in a folder.",
    discussion: """
      Looks for tables of examples, hidden states with their layers, tokens and checkpoints (also inside run folders), \
      guesses the columns by what they hold, and writes DIR/atlas.yml, which `check` accepts. What does not fit is kept as \
      a comment with the reason. Nothing is replaced.

      EXAMPLE: feature-atlas init my-data && feature-atlas build my-data/atlas.yml -o atlas
      """)

  @Argument(help: "The folder of the data.", completion: .directory)
  var folder: String

  @Flag(help: "Also copy the templates, to be changed and named with `render --templates`, into DIR/templates.")
  var templates = false

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      guard Paths.isFolder(folder) else {
        throw AtlasError(path: folder, "no such folder", hint: "name the folder that holds your data")
      }
      let target = Paths.join(folder, "atlas.yml")
      let copies = Paths.join(folder, "templates")
      for path in [target] + (templates ? [copies] : []) where Paths.exists(path) {
        throw AtlasError(path: path, "this is there already", hint: "nothing is replaced: move it away first")
      }
      let doubts = try ProposedConfiguration.write(target, for: folder, threads: shared.threadCount)
      if templates { try copyTemplates(to: copies) }
      for doubt in doubts { shared.reporter.stage("left out: \(doubt)") }
      shared.reporter.stage("configuration: \(target)")
      if templates { shared.reporter.stage("templates: \(copies)") }
    }
  }

  private func copyTemplates(to folder: String) throws {
    let source = Paths.join(try SiteSources().base, "templates")
    _ = try StagedFolder.write(to: folder) { staged in
      for name in try Paths.files(under: source) {
        try staged.write(name, try MappedFile.content(of: Paths.join(source, name)))
      }
      return []
    }
  }
}
