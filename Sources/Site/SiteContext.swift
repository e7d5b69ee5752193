import Diagnostics
import Files
import Findings
import Parallel

/// All that the pages share while a site is rendered.
struct SiteContext: Sendable {
  let findings: AtlasFindings
  let tables: any FindingsTables
  let library: TemplateLibrary
  let layout: Layout
  /// Says claims in the language of the pages.
  let speaker: ClaimSpeaker
  /// One for every language of the templates.
  let speakers: [(language: String, speaker: ClaimSpeaker)]
  /// Says notes in the language of the pages.
  let noteSpeaker: NoteSpeaker
  let threads: Int
  let sink: any PageSink
  /// Counts pages of features.
  var progress: Progress?

  var format: PageFormat { library.format }
  var words: Words { library.words }

  /// Compiles the template of a page.
  func template(_ template: PageTemplate) throws -> Template { try library.template(template) }

  /// Renders one page from its template and hands it to the sink.
  func publish(_ template: Template, _ scope: TemplateScope, _ frame: PageFrame) throws {
    var writer = PageWriter(self)
    try writer.publish(template, scope, frame, layout.shared(path: frame.path, section: frame.section))
  }

  func checkpoint(_ id: String) -> CheckpointFinding? { findings.checkpoints.first { $0.id == id } }
  func dataset(_ id: String) -> DatasetFinding? { findings.datasets.first { $0.id == id } }

  func strip(
    _ value: Double?, _ low: Double?, _ high: Double?, _ axis: Axis?, reference: Double? = nil, emphasised: Bool = false
  ) -> TemplateValue {
    .fragment(
      IntervalStrip.row(
        value ?? .nan, low: low, high: high, axis: axis, reference: reference, emphasised: emphasised, format: format))
  }

  func axisHead(_ axis: Axis?, inPercent: Bool = false) -> TemplateValue {
    .fragment(IntervalStrip.head(axis, inPercent: inPercent, format: format))
  }
}

/// Renders pages one after the other into the same memory; one for each thread.
struct PageWriter {
  private let context: SiteContext
  private var content = ByteWriter(capacity: 32_768)
  private var page = ByteWriter(capacity: 32_768)

  init(_ context: SiteContext) { self.context = context }

  /// - Parameter shared: what `Layout.shared` made for the page's folder and section.
  mutating func publish(
    _ template: Template, _ scope: TemplateScope, _ frame: PageFrame, _ shared: TemplateScope
  ) throws {
    content.reset()
    page.reset()
    try template.render(scope, into: &content)
    try context.layout.write(content, frame, shared, into: &page)
    try context.sink.write(frame.path + context.format.fileExtension, page.bytes)
  }
}
