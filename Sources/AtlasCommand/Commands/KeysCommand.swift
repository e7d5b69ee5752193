import ArgumentParser

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print every key of the configuration, as a commented atlas.yml to start from.",
    discussion: """
      Each key comes with its meaning, the values it takes and its default. Keys that a first configuration can do \
      without are commented out.

      EXAMPLE: feature-atlas keys > atlas.yml
      """)

  @Flag(help: "Print the table of the README instead.")
  var markdown = false

  func run() {
    print(markdown ? KeyTable.markdown : CommentedConfiguration.text, terminator: "")
  }
}
