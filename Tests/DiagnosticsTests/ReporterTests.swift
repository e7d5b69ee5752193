import Synchronization
import Testing

@testable import Diagnostics

/// What a reporter writes where, on a clock that the test moves.
@Suite struct ReporterTests {
  private final class Screen: Sendable {
    private let text = Mutex("")
    private let seconds = Mutex(0.0)

    var written: String { text.withLock { $0 } }
    func pass(_ time: Double) { seconds.withLock { $0 += time } }

    func output(isTerminal: Bool, width: Int = 80) -> ReportOutput {
      ReportOutput(
        isTerminal: isTerminal, width: { width }, now: { self.seconds.withLock { $0 } },
        write: { piece in self.text.withLock { $0 += piece } })
    }

    /// The lines as a terminal shows them in the end.
    var shown: [String] {
      written.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        var row: [Character] = []
        var column = 0
        var rest = line[...]
        while let character = rest.first {
          rest = rest.dropFirst()
          if character == "\r" {
            column = 0
          } else if character == "\u{1B}" {
            #expect(rest.hasPrefix("[K"))
            rest = rest.dropFirst(2)
            row.removeSubrange(column...)
          } else {
            if column < row.count { row[column] = character } else { row.append(character) }
            column += 1
          }
        }
        return String(row)
      }
    }
  }

  @Test func elsewhereAPlainLineAtTheStartAndEveryTenSeconds() {
    let screen = Screen()
    Reporter(to: screen.output(isTerminal: false)).during("probing", of: 100, unit: "fits") { progress in
      for _ in 0..<90 {
        screen.pass(0.25)
        progress.advance()
      }
    }
    #expect(
      screen.written == "probing\n  probing: 40 %, 4.0 fits/s, 15 s left\n  probing: 80 %, 4.0 fits/s, 5 s left\n")
  }

  @Test func onATerminalABarThatIsOverwritten() {
    let screen = Screen()
    Reporter(to: screen.output(isTerminal: true)).during("encoding", of: 1000, unit: "tokens") { progress in
      screen.pass(2)
      progress.advance(by: 500)
      #expect(screen.shown.last?.hasPrefix("  encoding [###############...............]  50 %") == true)
      #expect(screen.shown.last?.hasSuffix("250 tokens/s  2 s left") == true)
    }
    #expect(screen.shown == ["encoding: 2 s", ""])
  }

  @Test func warningsAndFurtherLinesStandAlone() {
    let screen = Screen()
    let reporter = Reporter(to: screen.output(isTerminal: true))
    reporter.during("auditing", of: 4) { progress in
      progress.advance()
      reporter.warning(Note(.kAssumed, about: NoteSubject(.checkpoint, "sae")))
      reporter.during("within") { _ in reporter.stage("a note") }
      #expect(screen.shown.last?.contains("auditing") == true)
    }
    #expect(screen.shown == ["warning: sae: checkpoints.k-assumed", "a note", "within: 0 s", "auditing: 0 s", ""])
    #expect(reporter.warnings == [Note(.kAssumed).about(.checkpoint, "sae")])
  }

  @Test(arguments: [1, 12, 30, 45, 80, 200])
  func aBarFitsItsLine(width: Int) {
    let screen = Screen()
    Reporter(to: screen.output(isTerminal: true, width: width)).during("a stage of many words", of: 7) { progress in
      for _ in 0..<7 {
        screen.pass(1000)
        progress.advance()
        #expect((screen.shown.last?.count ?? 0) < max(2, width))
      }
    }
  }

  @Test func quietPrintsOnlyWarnings() {
    let screen = Screen()
    let reporter = Reporter(.quiet, to: screen.output(isTerminal: true))
    reporter.stage("a stage")
    reporter.during("another", of: 2) { progress in
      screen.pass(60)
      progress.advance()
      reporter.warning(Note(.kAssumed))
    }
    #expect(screen.written == "warning: checkpoints.k-assumed\n")
  }

  @Test func aStageThatFailsLeavesNoBar() {
    struct Failure: Error {}
    let screen = Screen()
    let reporter = Reporter(to: screen.output(isTerminal: true))
    #expect(throws: Failure.self) { try reporter.during("encoding", of: 3) { _ in throw Failure() } }
    #expect(screen.shown.last == "")
  }

  @Test func threadsMayReportAtOnce() async {
    let screen = Screen()
    let reporter = Reporter(to: screen.output(isTerminal: true))
    await reporter.counted(8000)
    #expect(screen.shown == ["counting: 0 s", ""])
  }

  @Test func timeIsSaidInWords() {
    #expect(Progress.duration(0.4) == "0 s" && Progress.duration(59.4) == "59 s")
    #expect(Progress.duration(125) == "2 min 05 s" && Progress.duration(3 * 3600 + 600) == "3 h 10 min")
    #expect(Progress.duration(.infinity) == "1000 h 00 min")
  }
}

extension Reporter {
  fileprivate func counted(_ count: Int) async {
    let progress = during("counting", of: count) { $0 }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<count / 8 { progress.advance() } }
      }
    }
    #expect(progress.share == 1)
  }
}
