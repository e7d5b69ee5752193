import Files
import Foundation
import Synchronization
import Testing

@testable import Site

/// Counts bytes and keeps nothing.
final class CountingSink: PageSink {
  let pages = Atomic<Int>(0)
  let bytes = Atomic<Int>(0)

  func write(_ path: String, _ content: [UInt8]) throws {
    pages.wrappingAdd(1, ordering: .relaxed)
    bytes.wrappingAdd(content.count, ordering: .relaxed)
  }
}

/// Processor time of the whole process so far, which other work on the machine hardly touches.
private func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Time of many feature pages: FEATURE_ATLAS_SPEED=16000 swift test -c release --filter SpeedTests
@Suite struct SpeedTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FEATURE_ATLAS_SPEED"] != nil))
  func timeFeaturePages() throws {
    let width = Int(ProcessInfo.processInfo.environment["FEATURE_ATLAS_SPEED"] ?? "") ?? 16_000
    var findings = SyntheticFindings.atlas(["l6-big": width], hostile: false)
    findings.datasets = [findings.datasets[0]]
    findings.transfers = []
    findings.site.pages = width
    findings.site.examplesPerFeature = 20
    let tables = try PreparedTables(SyntheticFindings.tables(["l6-big": width]), findings.datasets[0])
    for threads in [1, 2] {
      let sink = CountingSink()
      let before = cpuSeconds()
      let time = try ContinuousClock().measure {
        try RenderedSite.render(findings, tables: tables, threads: threads, into: sink)
      }
      let (pages, bytes) = (sink.pages.load(ordering: .relaxed), sink.bytes.load(ordering: .relaxed))
      print("threads \(threads): \(pages) pages, \(bytes) bytes, \(time), processor \(cpuSeconds() - before) s")
      #expect(pages > width / 2)
    }
    if let folder = ProcessInfo.processInfo.environment["FEATURE_ATLAS_SPEED_FOLDER"] {
      let time = try ContinuousClock().measure {
        try RenderedSite.render(findings, tables: tables, into: FolderSink(folder: folder))
      }
      print("written: \(time)")
      try RenderedSite.render(
        findings, tables: tables, format: .markdown, into: FolderSink(folder: folder + "-markdown"))
    }
  }
}
