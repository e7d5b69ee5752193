import ArgumentParser
import Features

/// How states are encoded.
struct EncoderOptions: ParsableArguments {
  @Option(
    help: """
      dense, screened (an 8-bit product with an error bound rules out silent features) or auto: whichever is faster. \
      The features are the same bytes.
      """)
  var encoder = EncoderChoice.auto
}

extension EncoderChoice: ExpressibleByArgument {}
