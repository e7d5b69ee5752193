import Diagnostics
import Glibc
import Images
import TensorFiles

// libFuzzer's entry: one target for each container, chosen by the environment variable FUZZ_TARGET.
@testable import Datasets
@testable import Findings

/// The input as a file in memory: readers take paths.
private struct Scratch {
  let descriptor: Int32
  let path: String

  init() {
    // By its ending a table is told from JSON lines.
    path = getenv("FUZZ_FILE").map { String(cString: $0) } ?? ""
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    precondition(descriptor >= 0, "FUZZ_FILE has to name a file")
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    ftruncate(descriptor, 0)
    pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
  }
}

/// Opens the container and reads everything in it.
private func readTensors(_ path: String, _: UnsafeRawBufferPointer) throws {
  let file = try TensorFile.open(path)
  for entry in file.tensors {
    guard entry.layout == .dense else {
      _ = try file.sparse(entry.name).values.floats()
      continue
    }
    let tensor = try file.tensor(entry.name)
    _ = tensor.floats()
    if tensor.elementType.isText { _ = try tensor.strings() } else { _ = try? tensor.int64s() }
  }
}

/// Reads a file of a results folder as each kind of table, or of JSON, that it may be: of two features and three examples,
/// as the seeds are.
private func readResults(_ path: String, _ bytes: UnsafeRawBufferPointer) throws {
  guard bytes.first != UInt8(ascii: "{") else {
    // Each reader, whatever the one before it threw.
    _ = Result { try FindingsJSON.decode(AtlasFindings.self, from: bytes, path: path).check(path: path) }
    _ = Result { try FindingsJSON.decode(ExampleList.self, from: bytes, path: path) }
    return
  }
  func coder() throws -> ColumnCoder { try ColumnCoder(path: path, features: 2, examples: 3) }
  var features = FeatureTable(dataset: "d", checkpoint: "c", pooling: "", classes: ["no", "yes"], exampleCount: 3)
  if (try? features.columns(coder())) != nil {
    _ = (features.featuresCSV(), features.examplesCSV(ids: ["1", "2", "3"]))
  }
  var profiles = FeatureProfiles(dataset: "d", checkpoint: "c")
  if (try? profiles.columns(coder())) != nil {
    _ = (
      profiles.neighboursCSV(), profiles.wordsCSV(), profiles.spreadCSV(ids: ["1", "2", "3"]), profiles.effects.csv()
    )
  }
  var groups = GroupTable(dataset: "d", checkpoint: "c", attribute: "g", groups: ["a", "b"], classes: ["no", "yes"])
  if (try? groups.columns(coder())) != nil { _ = (groups.biasCSV(), groups.groupsCSV()) }
  var transfer = TransferTable(train: "d", test: "e", checkpoint: "c", classes: ["no", "yes"])
  if (try? transfer.columns(coder())) != nil { _ = transfer.featuresCSV() }
}

/// Reads a picture of at most a megapixel, so that a declared size alone takes no time, and makes a thumbnail of it.
private func readImage(_: String, _ bytes: UnsafeRawBufferPointer) throws {
  var limits = ImageLimits()
  limits.pixels = 1_000_000
  let file = try ImageFile(bytes: Array(bytes), limits: limits)
  let pixels = try file.pixels(within: 64)
  precondition(pixels.rgb.count == 3 * pixels.width * pixels.height)
  let thumbnail = try Thumbnail(pixels, bytes: Thumbnail.leastBytes)
  precondition(thumbnail.bytes.count <= Thumbnail.leastBytes)
}

private let targets: [String: @Sendable (String, UnsafeRawBufferPointer) throws -> Void] = [
  "safetensors": readTensors, "npy": readTensors, "npz": readTensors, "torch": readTensors,
  "json": { _, bytes in _ = try JSONParser.parse(bytes) },
  "delimited": { path, _ in _ = try ExampleTable.read(path: path, columns: ExampleColumns()) },
  "results": readResults, "images": readImage,
  "arrow": { path, _ in
    let stream = try ArrowStream(path)
    for field in stream.fields.indices where stream.fields[field].floatDepth != nil {
      for batch in try stream.batches(ofColumn: field) { _ = batch.states.floats() }
    }
  },
]
private let scratch = Scratch()
private let target = targets[getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""]!

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let bytes = UnsafeRawBufferPointer(start: data, count: size)
  scratch.write(bytes)
  do { try target(scratch.path, bytes) } catch is AtlasError {} catch { fatalError("\(error)") }
  return 0
}
