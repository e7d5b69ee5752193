import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// What a shell sees of a wrong command line.
@Suite struct CommandLineTests {
  @Test func helpAndVersionAreNoMistakes() throws {
    for arguments in [["--help"], ["--version"], ["help"], ["help", "build"], ["check", "--help"]] {
      let run = try Program.run(arguments)
      #expect(run.status == 0, "\(arguments)")
      #expect(!run.output.isEmpty && run.errors.isEmpty, "\(arguments)")
    }
  }

  /// Every command of the documents is one that the program takes, also those of the workflow.
  @Test(arguments: ["README.md", "examples/README.md", "CONTRIBUTING.md", ".ci/packaging/Containerfile"])
  func whatDocumentsTellToCallIsThere(_ document: String) throws {
    let text = try String(contentsOfFile: TestPaths.repository + "/" + document, encoding: .utf8)
    let names = Set(FeatureAtlas.configuration.subcommands.map { $0._commandName })
    var found = 0
    for call in text.matches(of: /feature-atlas ([a-z]+ [^`\n]*)/) {
      // Comments, redirections and further commands are the shell's.
      let words = call.1.split(separator: #/ {2,}#|[;>&|]/#)[0].split(separator: " ").map {
        String($0.replacing("$I", with: "1").replacing("\"", with: ""))
      }
      guard let name = words.first, names.contains(name) else { continue }
      found += 1
      do { _ = try FeatureAtlas.parseAsRoot(words) } catch {
        Issue.record("\(document): \(call.0): \(FeatureAtlas.message(for: error))")
      }
    }
    #expect(found > 0 || document != "README.md")
  }

  @Test func aBareCallShowsTheUsageAndFails() throws {
    let run = try Program.run([])
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("USAGE: feature-atlas"))
  }

  @Test(arguments: [["bild", "atlas.yml"], ["help", "bild"], ["bild", "--help"], ["bild"]])
  func aCommandThatThereIsNot(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("error: there is no command “bild”\n  hint: did you mean “build”?"))
  }

  @Test func anOptionThatThereIsNot() throws {
    let run = try Program.run(["build", "--outptu", "x", "atlas.yml"])
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("error: unknown option '--outptu'\n  hint: did you mean '--output'?"))
  }

  @Test(arguments: [
    ["build"], ["check", "--threads", "0", "a.yml"], ["build", "a.yml", "--encoder", "fast"], ["--frob"],
  ])
  func whatTheParserRefusesIsInTheSameForm(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("error: "))
    #expect(run.errors.contains("\n  hint: see `feature-atlas"))
  }
}
