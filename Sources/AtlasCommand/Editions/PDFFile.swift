import Files
import Foundation

/// The bytes of a PDF file.
struct PDFFile {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The same with all its dates the same, so that two prints of one page are the same bytes. A date keeps its length, since
  /// the file counts bytes.
  var withoutDates: PDFFile {
    var copy = self
    for name in ["/CreationDate", "/ModDate"] {
      for place in places(of: Array((name + " (D:").utf8)) {
        var index = place + name.utf8.count + 4
        while index < bytes.count, bytes[index] != UInt8(ascii: ")") {
          let digits = Array("20000101000000".utf8)
          let offset = index - place - name.utf8.count - 4
          if (0x30...0x39).contains(bytes[index]) { copy.bytes[index] = offset < 14 ? digits[offset] : 0x30 }
          index += 1
        }
      }
    }
    return copy
  }

  /// The same with an identifier that follows from its bytes: WeasyPrint's follows from the dates, too.
  var withOwnID: PDFFile {
    // Two of 32 hexadecimal digits, `(…) (…)`, in each trailer.
    let start = Array("/ID [(".utf8)
    var digits: [Int] = []
    for place in places(of: start) {
      for first in [place + start.count, place + start.count + 35]
      where first + 32 < bytes.count && bytes[first + 32] == UInt8(ascii: ")") {
        digits.append(first)
      }
    }
    var copy = self
    for place in digits { for digit in 0..<32 { copy.bytes[place + digit] = 0x30 } }
    let digest = Array(SHA256Digest.hex(of: copy.bytes).utf8)
    for place in digits { for digit in 0..<32 { copy.bytes[place + digit] = digest[digit] } }
    return copy
  }

  /// As its page objects say, which Chromium does not compress.
  var pageCount: Int {
    places(of: Array("/Type /Page".utf8)).count { place in
      place + 11 < bytes.count && bytes[place + 11] != UInt8(ascii: "s")
    }
  }

  private func places(of text: [UInt8]) -> [Int] {
    let (data, wanted) = (Data(bytes), Data(text))
    var found: [Int] = []
    while let range = data.range(of: wanted, in: (found.last.map { $0 + 1 } ?? 0)..<data.count) {
      found.append(range.lowerBound)
    }
    return found
  }
}
