/// The declaration of PDF/UA-1 in a file that declares PDF/A: WeasyPrint writes one of the two.
extension PDFFile {
  /// What XMP says of PDF/UA-1, and of the words in which it says so: PDF/A knows them not (ISO 19005-3, 6.6.2.3).
  private static let mark = """
    <rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
    <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
    <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
    <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category>\
    <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
    </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
    """

  /// The same with the mark of PDF/UA-1 in its metadata, as an update behind the file (ISO 32000-1, 7.5.6).
  ///
  /// nil where the file is not built as WeasyPrint builds it without compression.
  var declaringUA: PDFFile? {
    guard let end = End(bytes), let catalog = object(end.root, end),
      let number = text(catalog).matches(of: /\/Metadata ([0-9]+) 0 R/).last.flatMap({ Int($0.1) }),
      let metadata = object(number, end), let packet = stream(metadata),
      let place = packet.firstRange(of: Array("</rdf:RDF>".utf8))?.lowerBound
    else { return nil }
    let marked = packet[..<place] + Array(Self.mark.utf8) + packet[place...]
    var copy = self
    if copy.bytes.last != UInt8(ascii: "\n") { copy.append("\n") }
    let digits = String(copy.bytes.count)
    copy.append("\(number) 0 obj\n<</Type /Metadata/Subtype /XML/Length \(marked.count)>>\nstream\n")
    copy.bytes += marked
    copy.append("\nendstream\nendobj\n")
    let table = copy.bytes.count
    // A row of the table has 20 bytes; a space and a line feed end it.
    copy.append("xref\n\(number) 1\n\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n")
    copy.append("trailer\n<<\n\(end.entries)\n/Prev \(end.table)\n>>\nstartxref\n\(table)\n%%EOF\n")
    return copy
  }

  /// What stands at the end of a file: the entries of its trailer and the place of its table of objects.
  private struct End {
    let entries: String
    let table: Int
    let root: Int

    init?(_ bytes: [UInt8]) {
      let tail = String(decoding: bytes.suffix(2048), as: UTF8.self)
      guard
        let found = tail.firstMatch(of: /trailer\n<<\n((?:\/[^\n]*\n)+)>>\nstartxref\n([0-9]+)\n%%EOF\n?$/),
        let table = Int(found.2), bytes.indices.contains(table),
        let root = found.1.firstMatch(of: /\/Root ([0-9]+) 0 R/).flatMap({ Int($0.1) })
      else { return nil }
      entries = String(found.1.dropLast())
      (self.table, self.root) = (table, root)
    }
  }

  /// The bytes from an object to the end of the file: the table of objects says where it begins.
  private func object(_ number: Int, _ end: End) -> ArraySlice<UInt8>? {
    guard
      let head = String(decoding: bytes[end.table...].prefix(32), as: UTF8.self).prefixMatch(of: /xref\n0 ([0-9]+)\n/),
      let count = Int(head.1), number < count
    else { return nil }
    let row = end.table + head.0.utf8.count + 20 * number
    guard row + 10 <= bytes.count, let place = Int(String(decoding: bytes[row..<row + 10], as: UTF8.self)),
      bytes.indices.contains(place)
    else { return nil }
    let start = bytes[place...]
    return start.starts(with: Array("\(number) 0 obj\n".utf8)) ? start : nil
  }

  /// An object without a stream, as text.
  private func text(_ object: ArraySlice<UInt8>) -> String {
    let end = object.firstRange(of: Array("\nendobj".utf8))?.lowerBound ?? object.endIndex
    return String(decoding: object[..<end], as: UTF8.self)
  }

  /// What the stream of an object holds, where it is not compressed.
  private func stream(_ object: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let mark = object.firstRange(of: Array(">>\nstream\n".utf8)) else { return nil }
    let head = String(decoding: object[..<mark.lowerBound], as: UTF8.self)
    guard !head.contains("/Filter"), let length = head.firstMatch(of: /\/Length ([0-9]+)$/).flatMap({ Int($0.1) }),
      mark.upperBound + length <= object.endIndex
    else { return nil }
    return object[mark.upperBound..<mark.upperBound + length]
  }

  private mutating func append(_ text: String) { bytes += Array(text.utf8) }
}
