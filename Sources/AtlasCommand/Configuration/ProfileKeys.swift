extension AtlasConfiguration.Profiles: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "examples", .int(20...1_000_000_000), \.examples,
        "at most so many examples to look for words and for features that fire together, a seeded sample")
    ]
  }
}
