// swift-tools-version: 6.2
import PackageDescription

// One direction: files come in at the ground, become features, become findings, become pages (see CONTRIBUTING.md).

// Warnings are errors where the project checks itself (.ci/run), not for a newcomer whose compiler knows new warnings. Nobody
// debugs there: without what debuggers read it is built sooner.
let isStrict = Context.environment["FEATURE_ATLAS_STRICT"] == "1"
let common: [SwiftSetting] =
  [.swiftLanguageMode(.v6)] + (isStrict ? [.treatAllWarnings(as: .error), .unsafeFlags(["-gnone"])] : [])
// What is tested is what is run: one optimised build serves the demo and the tests, which see what is internal. Packages for
// others are built apart, without.
let isPacked = Context.environment["FEATURE_ATLAS_PACKED"] == "1"
let modules = common + (isPacked ? [] : [.unsafeFlags(["-enable-testing"], .when(configuration: .release))])
// Tests run once; they are compiled sooner than they would be optimised.
let unoptimised = common + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
// AVX2, FMA and F16C: the loops written with SIMD types need them to be fast; every x86-64 server since 2013 has them.
#if arch(x86_64)
  let kernels: [SwiftSetting] = modules + [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
#else
  let kernels = modules
#endif

func module(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = modules) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// `unbuilt`: folders beside the test files that are read by path at run time, not built in.
func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], unbuilt: [String] = [],
  settings: [SwiftSetting] = unoptimised
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, exclude: unbuilt,
    swiftSettings: settings)
}

let package = Package(
  name: "feature-atlas",
  products: [.executable(name: "feature-atlas", targets: ["feature-atlas"])],
  dependencies: [
    // Exact, in place of Package.resolved: a revision differs where a mirror repacks the same release.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // System libraries: each imported by exactly one module.
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

    // The ground: errors, files, threads, numbers.
    module("Buffers"),
    module("Diagnostics", ["Buffers"]),
    module("Files", ["Buffers", "Diagnostics", "CZlib", "CZstd", "CLibcrypto"]),
    module("Parallel"),
    // Where libjpeg and libpng jump out of errors, C has to catch it.
    .target(name: "CImageCodecs", dependencies: ["CJPEG", "CPNG"]),
    module("Images", ["Buffers", "Diagnostics", "Files", "CImageCodecs"]),
    // Loops that need instructions beyond those of the whole build, chosen at run time.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    module("LinearAlgebra", ["Buffers", "Files", "COpenBLAS", "CKernels"], settings: kernels),
    module("Statistics", ["Buffers"], settings: kernels),
    module("FeatureMap", ["LinearAlgebra", "Parallel"], settings: kernels),

    // Inputs.
    module("TensorFiles", ["Buffers", "Diagnostics", "Files"], settings: kernels),
    module("YAMLFiles", ["Diagnostics", "Files", "Yams"]),
    module("SparseAutoencoders", ["Diagnostics", "Files", "TensorFiles", "YAMLFiles"], settings: kernels),
    module("Datasets", ["Diagnostics", "Files", "LinearAlgebra", "TensorFiles"], settings: kernels),

    // Features and the studies of them.
    module(
      "Features",
      [
        "Buffers", "Diagnostics", "Files", "Parallel", "LinearAlgebra", "Statistics", "TensorFiles",
        "SparseAutoencoders", "Datasets", "Findings", "FeatureMap",
      ],
      settings: kernels),
    module("Findings", ["Diagnostics", "Files", "TensorFiles"]),
    module("Classifiers", ["Buffers", "Files", "Parallel", "LinearAlgebra"], settings: kernels),
    module(
      "Evaluation", ["Classifiers", "Features", "Files", "Findings", "LinearAlgebra", "Statistics"], settings: kernels),
    module(
      "Probing",
      [
        "Diagnostics", "Parallel", "LinearAlgebra", "Statistics", "Datasets", "Features", "Findings", "Classifiers",
        "Evaluation",
      ],
      settings: kernels),
    module(
      "BiasAudit",
      [
        "Buffers", "Diagnostics", "Parallel", "LinearAlgebra", "Statistics", "Datasets", "Features", "Findings",
        "Classifiers", "Evaluation",
      ],
      settings: kernels),
    module(
      "Transfer",
      [
        "Diagnostics", "Files", "Parallel", "LinearAlgebra", "Statistics", "Datasets", "Features", "Findings",
        "Classifiers", "Evaluation",
      ],
      settings: kernels),

    // The one conductor: opened inputs, through features and studies, to findings.
    module(
      "Analysis",
      [
        "Diagnostics", "Files", "LinearAlgebra", "SparseAutoencoders", "Datasets", "Features", "Findings", "Statistics",
        "Evaluation", "Probing", "BiasAudit", "Transfer", "Images", "Parallel",
      ]),

    // What may be said of the findings, and pages that say it.
    module("Claims", ["Findings"]),
    module("Markup", ["Files"]),
    module("Charts", ["Files", "Markup"]),
    module(
      "Site", ["Diagnostics", "Files", "Parallel", "Findings", "Claims", "Markup", "Charts", "CMarkGFM"]),

    // Commands.
    .plugin(name: "Commit", capability: .buildTool()),
    .target(
      name: "AtlasCommand",
      dependencies: [
        "Diagnostics", "Files", "TensorFiles", "SparseAutoencoders", "Datasets", "Features", "Findings",
        "LinearAlgebra", "Probing", "BiasAudit", "Transfer", "Analysis", "Site", "YAMLFiles", "Yams", "Images",
        "Parallel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: modules, plugins: ["Commit"]),
    .executableTarget(name: "feature-atlas", dependencies: ["AtlasCommand"], swiftSettings: common),

    // Tests mirror the modules; fixtures lie in `Fixtures` beside the test files and are read by path.
    .target(
      name: "TestSupport", dependencies: ["Findings"], path: "Tests/TestSupport", swiftSettings: modules),
    tests("Diagnostics"),
    tests("Files", ["Diagnostics"]),
    tests("Parallel"),
    tests("Images", ["Diagnostics", "Files"], unbuilt: ["Fixtures"]),
    tests("LinearAlgebra", ["Files"]),
    tests("FeatureMap"),
    tests("Statistics", unbuilt: ["Fixtures"]),
    tests("TensorFiles", ["Diagnostics", "Files"], unbuilt: ["Fixtures"]),
    tests("YAMLFiles", ["Diagnostics", "Files"]),
    tests("SparseAutoencoders", ["Diagnostics", "Files", "TensorFiles", "Site"], unbuilt: ["Fixtures"]),
    tests("Datasets", ["Diagnostics", "Files", "TensorFiles", "LinearAlgebra"], unbuilt: ["Fixtures"]),
    tests(
      "Features",
      [
        "Diagnostics", "Files", "LinearAlgebra", "Statistics", "Datasets", "SparseAutoencoders", "TensorFiles",
        "Findings",
      ],
      unbuilt: ["Fixtures"]),
    tests("Findings", ["Diagnostics", "Files"], unbuilt: ["Fixtures"]),
    tests("Classifiers", ["LinearAlgebra", "Statistics"], unbuilt: ["Fixtures"]),
    tests("Evaluation", ["Classifiers", "LinearAlgebra", "Statistics"]),
    tests(
      "Probing",
      [
        "Diagnostics", "Files", "LinearAlgebra", "Statistics", "Datasets", "Features", "Findings", "Classifiers",
        "Evaluation",
      ],
      unbuilt: ["Fixtures"]),
    // Its attacks on published tables try values by the million.
    tests(
      "BiasAudit",
      [
        "Diagnostics", "Files", "LinearAlgebra", "Statistics", "Datasets", "Features", "Findings", "Classifiers",
        "Evaluation", "Probing",
      ],
      unbuilt: ["Fixtures"], settings: common),
    tests(
      "Transfer",
      [
        "Classifiers", "Diagnostics", "Files", "Parallel", "LinearAlgebra", "Statistics", "Datasets", "Features",
        "Findings", "Evaluation",
      ],
      unbuilt: ["Fixtures"]),
    tests("Claims", ["Diagnostics", "Findings"]),
    tests("Charts"),
    tests(
      "Site", ["Diagnostics", "Files", "Findings", "Claims", "Markup", "Charts"], unbuilt: ["browser", "Screens"]),
    tests(
      "AtlasCommand",
      [
        "Analysis", "Diagnostics", "Files", "Findings", "LinearAlgebra", "Datasets", "Features", "SparseAutoencoders",
        "Site", "Images", "TensorFiles", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      unbuilt: ["Fixtures", "archive"]),
  ]
)
