import Findings

extension SiteOptions: ConfigurationMapping {
  static var defaults: SiteOptions { SiteOptions() }

  static var keys: [ConfigurationKey<SiteOptions>] {
    [
      .init(
        "pages", .int(0...10_000_000), \.pages,
        "largest number of feature pages per dataset and checkpoint; the densest features first"),
      .init(
        "examples-per-feature", .int(1...1000), \.examplesPerFeature, "strongest examples shown per feature"),
      .init(
        "allowed", .list(.text("beginning of an address")), optional: \.allowed,
        "addresses of web and mail that the bundle for reviewers may hold; any other stops it"),
      .init(
        "anonymous", .flag, \.anonymous, "whether to leave out what identifies the authors",
        limit: { options in
          options.anonymous
            ? "leaves the configuration's text and the checkpoints' paths out of the pages, but not yet the title, the "
              + "names of files and what `data/` says of them"
            : nil
        }),
    ]
  }
}
