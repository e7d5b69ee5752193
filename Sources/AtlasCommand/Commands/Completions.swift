import ArgumentParser
import Features
import Site
import SparseAutoencoders

/// What a shell offers for a value: folders, files of one kind, or the values that are known. Nothing limits what may be
/// typed.
extension CompletionKind {
  static var configuration: CompletionKind { .file(extensions: ["yml", "yaml"]) }

  /// A folder or a file of any kind; shells offer folders on the way to a file.
  static var path: CompletionKind { .file() }

  static var archive: CompletionKind { .file(extensions: ["npz"]) }

  static var table: CompletionKind { .file(extensions: ["csv", "tsv", "jsonl", "json", "gz", "zst"]) }

  static var editions: CompletionKind { .list(Edition.allCases.map(\.rawValue)) }

  static var pageFormats: CompletionKind { .list(PageFormat.allCases.map(\.rawValue)) }

  static var poolings: CompletionKind { .list(Pooling.allCases.map(\.rawValue)) }

  static var families: CompletionKind { .list(CheckpointFamily.all.map(\.name)) }

  /// Asked of the program when a shell wants them: a language is a folder of the templates, which may be added.
  static var languages: CompletionKind {
    .custom { _, _, _ in (try? SiteSources())?.templates.languages() ?? [] }
  }

  static var templateNames: CompletionKind { .list(TemplateReference().pages.map(\.file)) }
}
