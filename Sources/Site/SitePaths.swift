import Findings

/// Where the pages of a site lie, relative to its root and without the ending that the format adds. Names of
/// datasets, checkpoints and attributes become parts of file names as those of the data files do.
enum SitePaths {
  static let overview = "index"
  static let use = "use"
  static let study = "study"
  static let search = "search"
  static let compare = "compare"
  static let ownLists = "lists"
  static let features = "features/index"
  static let probes = "probes/index"
  static let bias = "bias/index"
  static let audit = "bias/audit"
  static let transfer = "transfer/index"
  static let inputs = "inputs"
  static let methods = "methods"
  static let reproduce = "reproduce"
  static let notFound = "404"

  static func featureFolder(_ dataset: String, _ checkpoint: String) -> String {
    "features/\(FileName.part(dataset))/\(FileName.part(checkpoint))/"
  }

  static func feature(_ dataset: String, _ checkpoint: String, _ feature: Int) -> String {
    featureFolder(dataset, checkpoint) + String(feature)
  }

  static func featureMap(_ dataset: String, _ checkpoint: String) -> String {
    featureFolder(dataset, checkpoint) + "map"
  }

  /// - Parameter page: counted from 1; the first page of the first order is the folder's index.
  static func featureIndex(_ dataset: String, _ checkpoint: String, order: String, isFirst: Bool, page: Int) -> String {
    featureFolder(dataset, checkpoint) + (isFirst && page == 1 ? "index" : "by-\(order)-\(page)")
  }

  static func probes(_ dataset: String) -> String { "probes/\(FileName.part(dataset))/index" }

  static func bias(_ dataset: String, _ attribute: String) -> String {
    "bias/\(FileName.part(dataset))/by-\(FileName.part(attribute))"
  }

  /// A page of one group, below that of its attribute.
  static func group(_ dataset: String, _ attribute: String, _ group: String) -> String {
    "\(bias(dataset, attribute))/\(FileName.part(group))"
  }

  /// A page of one pair. Its name has a dot, so that no pair is called as the page of all.
  static func transfer(_ train: String, _ test: String) -> String { "transfer/\(FileName.parts([train, test]))" }

  /// The way from a page to the root: `../../` for a page two folders down.
  static func root(from path: String) -> String {
    String(repeating: "../", count: path.utf8.lazy.filter { $0 == UInt8(ascii: "/") }.count)
  }
}

/// Links as pages write them: relative, with the ending `.html` (in both formats: what becomes of the Markdown is HTML).
struct Links: Sendable {
  let root: String

  init(from path: String) { root = SitePaths.root(from: path) }

  func page(_ path: String) -> String { root + Links.encoded(path) + ".html" }
  func file(_ path: String) -> String { root + Links.encoded(path) }

  /// A file by its name alone, and the way to it.
  func source(_ path: String) -> (name: String, link: String) {
    (path.split(separator: "/").last.map(String.init) ?? path, file(path))
  }

  /// Percent-encodes what a URL's path must not hold.
  static func encoded(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy(isUnreserved)
    if isPlain { return path }
    let hex = Array("0123456789ABCDEF")
    var text = ""
    for byte in path.utf8 {
      if isUnreserved(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
      }
    }
    return text
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"): true
    default: false
    }
  }
}
