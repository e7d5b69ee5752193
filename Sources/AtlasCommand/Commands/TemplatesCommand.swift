import ArgumentParser
import Diagnostics
import Findings
import Foundation
import Site

struct TemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates", abstract: "List the templates, or the slots that each of them may use.",
    discussion: """
      Put a changed copy of any of these files into a folder and name it with `render --templates DIR`: whatever is not \
      there is taken from the built-in ones. `render` and `check` find unknown slots, boxes without a style, rows with \
      a cell too many, links that lead nowhere and files that nothing reads.

      EXAMPLE: feature-atlas templates --reference feature probes > slots.md
      """)

  @Argument(help: "Names of templates; all of them without.", completion: .templateNames)
  var names: [String] = []

  @Flag(help: "Print a Markdown reference of every slot.")
  var reference = false

  @Flag(help: "Print the same as JSON.")
  var json = false

  func run() throws {
    try runCommand {
      let reference = TemplateReference()
      let known = reference.pages.map(\.file)
      let files = try names.map { name in
        let file = name.hasSuffix(".md") ? name : name + ".md"
        guard known.contains(file) else {
          let nearest = nearestName(to: file, in: known).map { "did you mean ‘\($0)’?" }
          throw AtlasError(
            .input, "no page is made from ‘\(file)’", hint: nearest ?? "known: \(known.joined(separator: ", "))")
        }
        return file
      }
      let pages = reference.pages.filter { files.isEmpty || files.contains($0.file) }
      if json {
        print(String(decoding: try FindingsJSON.encode(pages), as: UTF8.self), terminator: "")
      } else if self.reference || !names.isEmpty {
        print(reference.markdown(files), terminator: "")
      } else {
        let width = pages.map(\.file.count).max() ?? 0
        for page in pages {
          print(page.file.padding(toLength: width + 2, withPad: " ", startingAt: 0) + "makes \(page.page).html")
        }
      }
    }
  }
}
