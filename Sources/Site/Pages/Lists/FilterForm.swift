import Findings

/// The controls of a list of features: what to find, verdict, label, share of examples, named or not. Hidden until the
/// script that they need has come; `site/listing.js` reads each of them by its name.
struct FilterForm {
  let catalog: FeatureCatalog
  let words: Words
  let style: PageStyle
  /// Id of the order that the page is in.
  let order: String

  var fragment: Fragment {
    guard style.format == .html else { return .empty }
    var out = FragmentWriter(style, capacity: 4096)
    let chunks = (catalog.paged.count + FeatureIndexPages.chunkSize - 1) / FeatureIndexPages.chunkSize
    out.raw("<form class=\"filter\" id=\"filter\" hidden data-chunks=\"")
    out.integer(chunks)
    out.raw("\" data-order=\"")
    // Orders by an attribute are known by its name, which is no part of a file name.
    let attribute = catalog.groups.first { FeatureOrder.groupID($0.study.attribute) == order }?.study.attribute
    out.attribute(attribute.map { "group:" + $0 } ?? order)
    out.raw("\"><label for=\"filter-text\">")
    out.text(words[.filter])
    out.raw(
      "</label><input id=\"filter-text\" name=\"find\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" ")
    out.raw("aria-describedby=\"filter-help\"><p class=\"help\" id=\"filter-help\">")
    out.text(words[.filterHelp])
    out.raw("</p>\n<div class=\"controls\">")
    controls(&out)
    out.raw("</div><p class=\"status\" role=\"status\" id=\"filter-status\"></p></form>\n")
    return out.fragment
  }

  private func controls(_ out: inout FragmentWriter) {
    for entry in catalog.groups {
      let codes = ["proxy", "differs", "depends", "composition", "equivalent", "insufficient", "untested"]
      select(
        "verdict:" + entry.study.attribute, "\(words[.verdict]): \(entry.study.attribute)",
        codes.map { ($0, words.code("verdict", $0)) }, &out)
    }
    if !catalog.table.classes.isEmpty {
      select("label", words[.label], catalog.table.classes.map { ($0, $0) }, &out)
      out.raw("<label class=\"tick\"><input type=\"checkbox\" name=\"shown\"> ")
      out.text(words.format(.filterShown, words.numbers.text(FeatureTable.falseDiscoveryRate, .wholePercent)))
      out.raw("</label>")
    }
    out.raw("<span class=\"span\">")
    number("from", words.format(.filterFrom, words[.density]), &out)
    number("to", words[.filterTo], &out)
    out.raw("</span>")
    select("named", words[.filterName], [("yes", words[.filterNamed]), ("no", words[.filterUnnamed])], &out)
    out.raw("<button type=\"button\" id=\"filter-all\">")
    out.text(words.format(.filterAll, words.numbers.text(Double(catalog.paged.count), .count)))
    out.raw("</button><button type=\"reset\">")
    out.text(words[.filterReset])
    out.raw("</button>")
  }

  private func select(
    _ name: String, _ label: String, _ options: [(value: String, text: String)], _ out: inout FragmentWriter
  ) {
    out.raw("<label>")
    out.text(label)
    out.raw(" <select name=\"")
    out.attribute(name)
    out.raw("\"><option value=\"\">")
    out.text(words[.filterAny])
    out.raw("</option>")
    for option in options {
      out.raw("<option value=\"")
      out.attribute(option.value)
      out.raw("\">")
      out.text(option.text)
      out.raw("</option>")
    }
    out.raw("</select></label>")
  }

  /// A share in percent.
  private func number(_ name: StaticString, _ label: String, _ out: inout FragmentWriter) {
    out.raw("<label>")
    out.text(label)
    out.raw(" <input type=\"number\" min=\"0\" max=\"100\" step=\"any\" name=\"")
    out.raw(name)
    out.raw("\"></label>")
  }
}
