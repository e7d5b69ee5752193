import ArgumentParser
import Features

/// How states are encoded.
struct EncoderOptions: ParsableArguments {
  @Option(
    help: """
      dense, screened (an 8-bit product with an error bound rules out silent features first) or auto (the faster of \
      both). The features are the same bytes.
      """)
  var encoder = EncoderChoice.auto
}

extension EncoderChoice: ExpressibleByArgument {}
