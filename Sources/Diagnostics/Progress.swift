import Synchronization

/// How far a stage has come. Threads report what they have done; the reporter shows it when it is time to.
public final class Progress: Sendable {
  let text: String
  /// Of what is counted: `tokens`; empty where it has no name.
  let unit: String
  /// Seconds of the reporter's clock.
  let begin: Double
  private let done = Atomic<Int>(0)
  private let total: Atomic<Int>
  private let isDue: @Sendable () -> Void

  init(_ text: String, of total: Int, unit: String, begin: Double, isDue: @escaping @Sendable () -> Void) {
    self.text = text
    self.unit = unit
    self.begin = begin
    self.total = Atomic(total)
    self.isDue = isDue
  }

  /// So many more are done.
  public func advance(by count: Int = 1) {
    done.add(count, ordering: .relaxed)
    isDue()
  }

  /// So many more are to be done than was known.
  public func expect(_ count: Int) { total.add(count, ordering: .relaxed) }

  /// For loops that count by themselves.
  public func set(_ done: Int, of total: Int) {
    self.done.store(done, ordering: .relaxed)
    self.total.store(total, ordering: .relaxed)
    isDue()
  }

  /// Part done, 0 … 1; nil where it is not known how much there is to do.
  var share: Double? {
    let total = total.load(ordering: .relaxed)
    return total > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(total)) : nil
  }

  /// `  encoding [#####.....]  50 %  1200 tokens/s  35 s left`, in at most `width` characters.
  func bar(now: Double, width: Int) -> String {
    let elapsed = max(0, now - begin)
    guard let share else { return String("  \(text)  \(Self.duration(elapsed))".prefix(width)) }
    let notes = notes(share, elapsed).map { "  " + $0 }.joined()
    let percent = "\(Int(share * 100))"
    let tail = " " + String(repeating: " ", count: 3 - percent.count) + percent + " %" + notes
    let room = min(30, width - text.count - tail.count - 5)
    guard room >= 5 else { return String("  \(text)\(tail)".prefix(width)) }
    let full = Int(share * Double(room))
    return "  \(text) [" + String(repeating: "#", count: full) + String(repeating: ".", count: room - full) + "]" + tail
  }

  /// `  encoding: 50 %, 1200 tokens/s, 35 s left`, for a line of its own.
  func line(now: Double) -> String {
    let elapsed = max(0, now - begin)
    guard let share else { return "  \(text): \(Self.duration(elapsed)) so far" }
    return "  " + ([text + ": \(Int(share * 100)) %"] + notes(share, elapsed)).joined(separator: ", ")
  }

  /// Rate and time left, once there is something to reckon them from.
  private func notes(_ share: Double, _ elapsed: Double) -> [String] {
    let done = done.load(ordering: .relaxed)
    guard done > 0, elapsed >= 0.5 else { return [Self.duration(elapsed)] }
    let rate = Double(done) / elapsed
    let text = rate >= 10 ? "\(Int(rate))" : "\((rate * 10).rounded() / 10)"
    return [text + (unit.isEmpty ? "/s" : " \(unit)/s"), Self.duration(elapsed * (1 - share) / share) + " left"]
  }

  /// `35 s`, `2 min 05 s`, `3 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 3_600_000).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
    return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
  }
}
