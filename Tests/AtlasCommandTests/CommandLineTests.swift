import TestSupport
import Testing

/// What a shell sees of a wrong command line.
@Suite struct CommandLineTests {
  @Test func helpAndVersionAreNoMistakes() throws {
    for arguments in [["--help"], ["--version"], ["help"], ["help", "build"], ["check", "--help"]] {
      let run = try Program.run(arguments)
      #expect(run.status == 0, "\(arguments)")
      #expect(!run.output.isEmpty && run.errors.isEmpty, "\(arguments)")
    }
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
