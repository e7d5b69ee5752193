import ArgumentParser

/// The command line: parse, call, print.
public struct FeatureAtlas: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "feature-atlas",
    abstract: "Measure every feature of a sparse autoencoder on labelled data and publish a static atlas.")

  public init() {}
}
