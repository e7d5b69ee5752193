import Datasets
import Files
import Images
import TestSupport

/// A tiny atlas of pictures: 60 examples with a class token and 2 × 2 patches each, a picture in all but one.
struct PictureAtlas {
  static let count = 60
  static let caption = "a \"<b>cat</b>\" & 'dog'"
  let folder: String
  var configuration: String { folder + "/atlas.yml" }

  private struct Tokens: HiddenStateSource {
    let dimension = 8
    let values: [Float]
    var tokenCount: Int { values.count / dimension }
    var offsets: [Int] { Array(stride(from: 0, through: tokenCount, by: 5)) }
    let isTokenLevel = true
    let files: [String] = []

    func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
      for (place, value) in values[tokens.lowerBound * 8..<tokens.upperBound * 8].enumerated() { target[place] = value }
    }
  }

  /// - Parameters:
  ///   - dataset: further keys of the dataset.
  ///   - cells: the column of pictures, where rows name others than their own.
  init(
    _ folder: String, dataset: String = "patches: {grid: 2x2, first: 1}", cells: [Int: String] = [:], more: String = ""
  )
    throws
  {
    self.folder = folder
    let tiny = try TinyAtlas(folder, columns: [("label", ["no", "yes"])], roles: "id: id, label: label")
    var noise = Mutator(seed: 9)
    func gaussian() -> Float {
      (0..<12).reduce(Float(-6)) { sum, _ in sum + Float(noise.index(below: 1 << 20)) / Float(1 << 20) }
    }
    var states: [Float] = []
    var table = "id,caption,label,picture\n"
    try Paths.makeFolders(folder + "/private-folder")
    for example in 0..<Self.count {
      // The class shows in one patch: that at the lower left.
      for token in 0..<5 {
        for axis in 0..<8 { states.append(gaussian() + (token == 3 && axis < 4 && example % 2 == 0 ? 4 : 0)) }
      }
      let name = "private-folder/somebody-\(example).png"
      let caption = Self.caption.replacing("\"", with: "\"\"")
      let cell = cells[example] ?? (example == 7 ? "" : name)
      table += "e\(example),\"\(caption) \(example)\",\(example % 2 == 0 ? "yes" : "no"),\(cell)\n"
      try FileSink.write(folder + "/" + name, try Self.picture(example).bytes)
    }
    try FileSink.write(folder + "/pictures.csv", Array(table.utf8))
    try PlainWriter.write(.states(Tokens(values: states)), to: folder + "/patches.safetensors")
    try FileSink.write(
      tiny.configuration,
      Array(
        """
        title: Pictures
        seed: 1
        checkpoints: [{id: sae, path: sae, layer: 6}]
        datasets:
          - id: shots
            modality: image
            examples: pictures.csv
            columns: {id: id, text: caption, label: label, image: picture}
            states: {6: patches.safetensors}
            \(dataset)
        pooling: [max]
        probes: {representations: [majority, binarized], thresholds: [0], c: [0.1], folds: 3, repeats: 1}
        \(more)

        """.utf8))
  }

  /// Every example has its own; every third is larger than pages show it.
  private static func picture(_ example: Int) throws -> Thumbnail {
    let (width, height) = example % 3 == 0 ? (300, 120) : (24, 32)
    var rgb: [UInt8] = []
    for pixel in 0..<width * height {
      rgb += [UInt8(example * 4), pixel % width < width / 2 ? 255 : 0, pixel / width < height / 3 ? 200 : 40]
    }
    return try Thumbnail(Pixels(width: width, height: height, rgb: rgb), bytes: 1 << 20)
  }
}
