import Charts
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
  var style: PageStyle { PageStyle(format: format, numbers: words.numbers) }

  /// Compiles the template of a page.
  func template(_ template: PageTemplate) throws -> Template { try library.template(template) }

  /// Renders one page from its template and hands it to the sink.
  func publish(_ template: Template, _ scope: TemplateScope, _ frame: PageFrame) throws {
    var writer = PageWriter(self, layout.shared(path: frame.path, section: frame.section))
    try writer.publish(template, scope, frame)
  }

  func checkpoint(_ id: String) -> CheckpointFinding? { findings.checkpoints.first { $0.id == id } }
  func dataset(_ id: String) -> DatasetFinding? { findings.datasets.first { $0.id == id } }

  func strip(
    _ value: Double?, _ low: Double?, _ high: Double?, _ axis: Axis?, reference: Double? = nil, emphasised: Bool = false
  ) -> Fragment {
    IntervalStrip.row(
      value ?? .nan, low: low, high: high, axis: axis, reference: reference, emphasised: emphasised, style: style)
  }

  func axisHead(_ axis: Axis?, inPercent: Bool = false) -> Fragment {
    IntervalStrip.head(axis, inPercent: inPercent, style: style)
  }
}

/// Renders pages of one folder and section one after the other into the same memory; one for each thread.
struct PageWriter {
  private let context: SiteContext
  /// What the pages have in common: in the layout, and in their own template.
  private var frame: TemplateScope
  private var common: [TemplateScope]
  private var content = ByteWriter(capacity: 32_768)
  private var page = ByteWriter(capacity: 32_768)

  /// - Parameters:
  ///   - shared: what `Layout.shared` made for the folder and section.
  ///   - common: the scopes that the template has before that of a page.
  init(_ context: SiteContext, _ shared: TemplateScope, common: [TemplateScope] = []) {
    self.context = context
    self.common = common
    frame = shared
  }

  mutating func publish(_ template: Template, _ scope: TemplateScope, _ frame: PageFrame) throws {
    content.reset()
    page.reset()
    common.append(scope)
    try template.render(&common, into: &content)
    common.removeLast()
    try context.layout.write(content, frame, &self.frame, into: &page)
    try context.sink.write(frame.path + context.format.fileExtension, page.bytes)
  }
}
