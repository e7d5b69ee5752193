import TestSupport
import Testing

@testable import Datasets

/// Tokens of every kind are compared with the texts they were made from, and with those of other rows.
@Suite struct RowAgreementTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let texts = [
    "Der Zug nach Köln fährt um 7 Uhr.", "Je préfère le café au lait", "日本語の文章です。", "I hate Mondays!",
    "Ａ full－width line", "naïve résumé", "It costs 5 € today", "新しい電車が来た",
  ]
  private static let wordPieces = [
    ["[CLS]", "der", "zug", "nach", "koln", "fahrt", "um", "7", "uhr", ".", "[SEP]"],
    ["[CLS]", "je", "pre", "##fer", "##e", "le", "[UNK]", "au", "lait", "[SEP]"],
    ["[CLS]", "日", "本", "語", "の", "文", "章", "[SEP]"], ["[CLS]", "i", "hate", "monday", "##s", "!", "[SEP]"],
    ["[CLS]", "a", "full", "-", "width", "line", "[SEP]"], ["[CLS]", "naive", "resume", "[SEP]"],
    ["[CLS]", "it", "costs", "5", "[UNK]", "to", "[SEP]"], ["[CLS]", "新", "しい", "[UNK]", "が", "来", "た", "[SEP]"],
  ]

  private func compare(_ tokens: [[String]], _ texts: [String]) throws -> RowAgreement {
    let lines = tokens.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }.joined(separator: "\n")
    return RowAgreement(try TokenTable.read(path: scratch.write("t.jsonl", lines)), texts: texts)
  }

  @Test func wordPiecesAgree() throws {
    let agreement = try compare(Self.wordPieces, Self.texts)
    #expect(agreement.compared == 8)
    #expect(agreement.agreeing == 8, "\(agreement)")
    #expect(agreement.moved.isEmpty && agreement.unlike.isEmpty)
  }

  @Test func bytesAndSentencePiecesAgree() throws {
    let bytes = [["æĹ¥", "æľ", "¬", "Ġok", "Ċ"], ["Caf", "Ã", "©", "Ġau", "Ġla", "it"]]
    #expect(try compare(bytes, ["日本 ok\n", "Café au lait"]).agreeing == 2)
    let pieces = [["<s>", "▁The", "▁ca", "fé", "<0xE6>", "<0x97>", "<0xA5>", "▁x"], ["<s>", "▁A", "▁line"]]
    #expect(try compare(pieces, ["The café日 x", "A line that goes on"]).agreeing == 2)
  }

  @Test func shuffledRowsAreFound() throws {
    let shift = Array(Self.texts.dropFirst(3) + Self.texts.prefix(3))
    let agreement = try compare(Self.wordPieces, shift)
    #expect(agreement.isAnotherOrder)
    #expect(agreement.agreeing == 0)
    #expect(agreement.moved.contains { $0.example == 0 && $0.row == 5 })
  }

  @Test func templatesThatDifferInAWord() throws {
    let groups = ["women", "men", "robots", "dogs"]
    let texts = groups.map { "I really cannot stand all of these \($0)" }
    let tokens = groups.map { ["i", "really", "cannot", "stand", "all", "of", "these", $0] }
    #expect(try compare(tokens, texts).agreeing == 4)
    let swapped = try compare(tokens, [texts[1], texts[0], texts[2], texts[3]])
    #expect(swapped.moved == [.init(example: 0, row: 1), .init(example: 1, row: 0)])
    #expect(swapped.isAnotherOrder)
  }

  @Test func promptsAndCutsAgree() throws {
    let texts = ["a long sentence about nothing", "another sentence about trains"]
    let tokens = [["query", ":", "a", "long", "sentence", "about", "nothing"], ["query", ":", "another", "sentence"]]
    #expect(try compare(tokens, texts).agreeing == 2)
    let cut = tokens.map { Array($0.dropFirst(2).prefix(2)) }
    #expect(try compare(cut, texts).agreeing == 2)
    #expect(try compare(tokens.reversed(), texts).moved.contains { $0.example == 1 && $0.row == 0 })
  }

  @Test func tokensOfOtherTextsAreNoOrder() throws {
    let agreement = try compare([["x", "y"], ["completely", "other", "words"]], ["one text", "two texts"])
    #expect(!agreement.isAnotherOrder)
    #expect(!agreement.isOfTheseTexts)
    #expect(agreement.unlike == [0, 1])
  }
}
