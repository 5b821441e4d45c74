// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors and every use of unsafe memory is spelled out, in every target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// On Intel's CPUs from Skylake to Cascade Lake, a loop whose jump crosses or ends at a 32-byte boundary is decoded
/// again in each iteration (erratum SKX102). It costs up to a fifth of a product's speed, depending on where the linker
/// places the loop.
/// SwiftPM counts the flag as unsafe; from tools version 6.2, packages with such flags work as versioned dependencies.
#if arch(x86_64)
  let kernels: [CSetting] = [.unsafeFlags(["-mbranches-within-32B-boundaries"])]
#else
  let kernels: [CSetting] = []
#endif

let package = Package(
  name: "attune",
  products: [
    .library(name: "Attune", targets: ["Attune"]),
    .executable(name: "attune", targets: ["attune-cli"]),
  ],
  targets: [
    // System libraries. Only the header of OpenBLAS: Sources/Tensor/Products/OpenBLAS.swift opens it at run time.
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CKernels", cSettings: kernels),
    .target(name: "CSystem"),

    // The house, from the ground up.
    .target(name: "Base", dependencies: ["CSystem"], swiftSettings: strict),
    .target(name: "Configuration", dependencies: ["Base", "CYAML"], swiftSettings: strict),
    .target(name: "Tensor", dependencies: ["COpenBLAS", "CKernels", "CSystem"], swiftSettings: strict),
    .target(name: "Transformer", dependencies: ["Base", "Tensor"], swiftSettings: strict),
    .target(name: "Text", dependencies: ["Base"], swiftSettings: strict),
    .target(name: "Training", dependencies: ["Base", "Tensor", "Transformer"], swiftSettings: strict),
    .target(name: "Metrics", dependencies: ["Base"], swiftSettings: strict),
    .target(
      name: "Datasets", dependencies: ["Base", "Text"], path: "datasets",
      exclude: ["README.md", "samples", "embed-samples.sh"], swiftSettings: strict),
    .target(name: "Hub", dependencies: ["Base"], swiftSettings: strict),
    .target(
      name: "Runs", dependencies: ["Base", "Configuration", "Tensor", "Transformer", "Training"],
      swiftSettings: strict),
    .target(
      name: "Pipelines", dependencies: ["Base", "Tensor", "Transformer", "Text", "Training", "Datasets"],
      resources: [.embedInCode("Inspection/page.html")], swiftSettings: strict),
    .target(
      name: "Recipes",
      dependencies: [
        "Base", "Configuration", "Tensor", "Transformer", "Text", "Training", "Metrics", "Datasets", "Hub", "Runs",
        "Pipelines",
      ],
      path: "recipes", exclude: ["README.md"], resources: [.embedInCode("configs")], swiftSettings: strict),
    .target(
      name: "Attune",
      dependencies: [
        "Base", "Configuration", "Tensor", "Transformer", "Text", "Training", "Metrics", "Datasets", "Hub", "Runs",
        "Pipelines", "Recipes",
      ], swiftSettings: strict),
    .executableTarget(name: "attune-cli", dependencies: ["Attune"], swiftSettings: strict),
    .executableTarget(
      name: "benchmarks", dependencies: ["Attune"], path: "Benchmarks",
      exclude: [
        "attention", "compare", "fit_kernels.py", "compare_products.py", "nce", "torch_attention.py", "torch_work.py",
        "trainer.py", "paired.py", "works.py",
      ],
      swiftSettings: strict),

    // The code of Documentation/library.md; DocumentationTests runs both.
    .executableTarget(
      name: "train-a-classifier", dependencies: ["Attune"], path: "Documentation/Example", swiftSettings: strict),
    .executableTarget(
      name: "library-snippets", dependencies: ["Attune"], path: "Documentation/Snippets", swiftSettings: strict),

    // Reads damaged files in a process of its own, which may be killed by one; FuzzTests starts it.
    .executableTarget(
      name: "fuzzer",
      dependencies: [
        "Base", "Configuration", "Datasets", "Hub", "Pipelines", "Recipes", "Runs", "Tensor", "Text", "Training",
        "Transformer",
      ], path: "Tests/Fuzzer", swiftSettings: strict),

    .testTarget(name: "FuzzTests", dependencies: ["fuzzer"], swiftSettings: strict),
    .target(name: "TestSupport", dependencies: ["Base"], path: "Tests/TestSupport", swiftSettings: strict),

    .testTarget(name: "BaseTests", dependencies: ["Base", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ConfigurationTests", dependencies: ["Configuration"], swiftSettings: strict),
    .testTarget(name: "TensorTests", dependencies: ["Tensor"], swiftSettings: strict),
    .testTarget(name: "TransformerTests", dependencies: ["Transformer", "Training"], swiftSettings: strict),
    .testTarget(name: "TextTests", dependencies: ["Base", "Text"], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests", dependencies: ["Base", "Tensor", "TestSupport", "Training", "Transformer"],
      swiftSettings: strict),
    .testTarget(name: "MetricsTests", dependencies: ["Base", "Metrics", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RunsTests", dependencies: ["Base", "Runs", "Tensor", "TestSupport", "Training"], swiftSettings: strict),
    .testTarget(name: "DatasetsTests", dependencies: ["Base", "Datasets"], swiftSettings: strict),
    .testTarget(
      name: "HubTests", dependencies: ["Base", "Hub"], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "RecipesTests",
      dependencies: ["Recipes", "Base", "Pipelines", "Runs", "Tensor", "Transformer", "attune-cli"],
      swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["attune-cli", "Attune"], swiftSettings: strict),
    .testTarget(
      name: "DocumentationTests", dependencies: ["Attune", "train-a-classifier", "library-snippets"],
      swiftSettings: strict),
  ],
  cLanguageStandard: .gnu17
)
