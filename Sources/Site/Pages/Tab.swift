/// One of several pages that a reader may go to from here: a dataset, an order, a page of a list.
struct Tab {
  let title: String
  let link: String
  let isCurrent: Bool

  static let slots: Slots<Tab> = [
    .text("title") { $0.title }, .link("link") { $0.link }, .flag("is_current") { $0.isCurrent },
  ]

  init(_ title: String, _ link: String, isCurrent: Bool) {
    self.title = title
    self.link = link
    self.isCurrent = isCurrent
  }
}
