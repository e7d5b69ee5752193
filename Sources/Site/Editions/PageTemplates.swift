extension PageTemplate {
  /// Every template that a page is made from: those of the sections, then those of the editions.
  static var all: [PageTemplate] {
    let editions = [BriefPage.template, ReviewPage.template, AuditPackPage.template, .difference]
    return SiteSection.all.flatMap { [$0.template] + $0.others } + editions
  }
}
