extension FragmentWriter {
  /// A feature as a link to its page in the same folder: its title, marked where it was made of words, then its number.
  mutating func link(_ feature: Int, titled title: FeatureTitle?) {
    guard format == .html else {
      link(title?.text ?? "\(feature)", "\(feature).html")
      if title == nil { return }
      raw(" ")
      return integer(feature)
    }
    raw("<a href=\"")
    integer(feature)
    raw(".html\">")
    guard let title else {
      integer(feature)
      return raw("</a>")
    }
    self.title(title)
    raw("</a> <span class=\"no\">")
    integer(feature)
    raw("</span>")
  }

  /// Marked where it was made of words.
  mutating func title(_ title: FeatureTitle) {
    guard format == .html else {
      if title.isGenerated { raw("*") }
      part(title.text)
      if title.isGenerated { raw("*") }
      return
    }
    raw(title.isGenerated ? "<bdi class=\"made\">" : "<bdi>")
    part(title.text)
    raw("</bdi>")
  }
}
