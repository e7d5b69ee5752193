import ArgumentParser
import Datasets

/// What commands that read states may leave out of them.
struct DropOptions: ParsableArguments {
  @Option(
    name: .customLong("drop"),
    help: """
      first, last or the text of a token, say "<bos>": leave these tokens of every example out of everything; repeatable.
      """, completion: .list(["first", "last"]))
  var words: [String] = []

  var rule: TokenDrop { TokenDrop(words) }
}
