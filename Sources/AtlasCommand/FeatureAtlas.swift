import ArgumentParser
import Diagnostics
import Files
import Glibc
import LinearAlgebra

/// The command line: parse, call, print.
public struct FeatureAtlas: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "feature-atlas",
    abstract: "Measure every feature of a sparse autoencoder on labelled data and publish a static atlas.",
    discussion: """
      Exit codes: 0 done; 1 the run failed; 2 the command line or an input is wrong (nothing was written); 130 \
      interrupted, that is 128 + signal (unfinished output is removed).

      EXAMPLE: feature-atlas build examples/atlas.yml -o atlas
      """,
    version: Version.full,
    subcommands: [
      BuildCommand.self, AnalyzeCommand.self, RenderCommand.self, InspectCommand.self, EncodeCommand.self,
      PlanCommand.self, MergeCommand.self, ScoreCommand.self, ConvertCommand.self, InitCommand.self, DiffCommand.self,
      ReviewCommand.self, CheckCommand.self, KeysCommand.self, TemplatesCommand.self, VerifyCommand.self,
    ])

  public init() {}

  /// Parses the process's arguments and runs; exits with 2 where the command line is wrong.
  public static func start() -> Never {
    // Before anything is opened, and before anything can be left behind.
    StandardDescriptors.openMissing()
    BLAS.useKernelsOfProcessor()
    if let shortage = BLAS.addressShortage() { endOnShortage(shortage.allowed, needed: shortage.needed) }
    Interruption.watch()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.isEmpty { fail(helpMessage()) }
    if let mistake = CommandLineMistakes.unknownCommand(arguments) { fail(mistake.description) }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      FeatureAtlas.exit()
    } catch {
      // ArgumentParser's own code for a wrong command line is 64; here it is 2, as for every wrong input.
      guard exitCode(for: error) == .validationFailure else { FeatureAtlas.exit(withError: error) }
      fail(CommandLineMistakes.parsing(message(for: error), full: fullMessage(for: error)).description)
    }
  }

  private static func endOnShortage(_ allowed: Int, needed: Int) -> Never {
    let error = AtlasError(
      .failure, "the process may have \(allowed >> 20) MiB of addresses (`ulimit -v`), and needs \(needed >> 20)",
      hint: "raise the limit; what files are mapped to needs addresses as well, though no memory")
    StandardError.write("\(error)\n")
    // `exit` would wait for threads of OpenBLAS that wait for memory.
    _exit(error.exitCode)
  }

  private static func fail(_ text: String) -> Never {
    StandardError.write(text + "\n")
    FeatureAtlas.exit(withError: ExitCode(2))
  }
}
