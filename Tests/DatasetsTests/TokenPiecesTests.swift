import Testing

@testable import Datasets

@Suite struct TokenPiecesTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func pieces(_ examples: [[String]]) throws -> TokenPieces {
    let lines = examples.map { tokens in
      "["
        + tokens.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        .joined(separator: ", ") + "]"
    }
    return TokenPieces(try TokenTable.read(path: scratch.write("t.jsonl", lines.joined(separator: "\n") + "\n")))
  }

  /// What GPT-2's tokenizer writes for a text, cut after every `size` bytes.
  private func byteLevel(_ text: String, size: Int) -> [String] {
    let tables = (0...255).map { byte -> Character in
      let others = (0..<byte).count { !(0x21...0x7E).contains($0) && !(0xA1...0xAC).contains($0) && $0 < 0xAE }
      let isItself = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
      return Character(Unicode.Scalar(UInt32(isItself ? byte : 0x100 + others))!)
    }
    let characters = text.utf8.map { tables[Int($0)] }
    return stride(from: 0, to: characters.count, by: size).map {
      String(characters[$0..<min($0 + size, characters.count)])
    }
  }

  @Test func cutCharactersAreOnePiece() throws {
    let found = try pieces([["Ġæ", "Ĺ¥", "æľ", "¬Ġ", "ok", "ĊÃ", "©ð", "ŁĻ"], ["Ġæ", "Ĺ¥", "æľ"]])
    #expect(found.scheme == .byteLevel)
    let first = found.decoded(example: 0)
    #expect(first.texts == ["日", "", "本 ", "", "ok", "\né�", "", ""])
    #expect(first.continues == [false, true, false, true, false, false, true, true])
    #expect(first.shown[5] == "↵é�")
    #expect(first.words() == ["日", "本", "ok", "↵é�"])
    #expect(first.words(without: [0, 1, 2]) == ["本", "ok", "↵é�"])
    #expect(found.decoded(example: 1).texts == ["日", "", "�"])
  }

  @Test(arguments: ["Żółw śpi: 日本語 🙂 café\n\tok", "Ġorġ għandu ħobż", "français, naïve", "สวัสดีครับ", "plain text only"])
  func byteLevelTokensGiveTheTextBack(_ text: String) throws {
    for size in 1...5 {
      let found = try pieces([byteLevel(text, size: size)])
      #expect(found.decoded(example: 0).text == text, "\(size) bytes a token")
    }
  }

  @Test(arguments: [
    ["Zażółć", "gęślą", "jaźń"], ["déjà", "vu", "à", "la", "française"], ["Ġorġ", "għandu", "ħobż", "fuq", "Ċentru"],
    ["größer", "naïve", "Ångström", "±", "½", "°"], ["Ġanna"] + [String](repeating: "met", count: 60),
    ["a", "▁"] + [String](repeating: "bar", count: 200), ["日本", "語"], ["Łódź", "¡Ã", "señor"],
  ])
  func ordinaryTextStaysAsItIs(_ words: [String]) throws {
    // Among other examples, of which none is of another scheme.
    let examples = [words] + [[String]](repeating: ["some", "words", "more"], count: 20)
    let found = try pieces(examples)
    #expect(found.scheme == .words)
    #expect(found.decoded(example: 0).text == words.joined(separator: " "))
    #expect(found.decoded(example: 0).continues.allSatisfy { !$0 })
  }

  @Test func lettersBesideSpaceMarksStay() throws {
    let found = try pieces([["Ġle", "Ġcafé", "Ġest", "Ġà", "Ġcôté"]])
    #expect(found.scheme == .spaceMarked)
    #expect(found.decoded(example: 0).text == "le café est à côté")
  }

  @Test func byteFallbackIsPutTogether() throws {
    let found = try pieces([
      ["<s>", "▁Hello", "▁", "<0xE6>", "<0x97>", "<0xA5>", "本", "<0x0A>", "a▁b", "<0xF0>", "<0x9F>", "</s>"]
    ])
    #expect(found.scheme == .sentencePiece)
    let decoded = found.decoded(example: 0)
    #expect(decoded.texts == ["<s>", " Hello", " ", "日", "", "", "本", "\n", "a b", "�", "", "</s>"])
    #expect(decoded.shown[2] == "␣")
    #expect(decoded.continues == [4, 5, 10].reduce(into: [Bool](repeating: false, count: 12)) { $0[$1] = true })
  }

  @Test func specialTokensDecideNothing() throws {
    // DeepSeek's are written with a character of SentencePiece, its others by bytes.
    let found = try pieces([["<｜begin▁of▁sentence｜>", "æĹ¥æľ¬", "Ġis", "    ", "Ġé", "<|endoftext|>"]])
    #expect(found.scheme == .spaceMarked || found.scheme == .byteLevel)
    let long = try pieces([
      ["<｜begin▁of▁sentence｜>", "æĹ¥æľ¬", "Ġis", "    ", "<｜end▁of▁sentence｜>"]
    ])
    #expect(long.scheme == .byteLevel)
    #expect(long.decoded(example: 0).text == "<｜begin▁of▁sentence｜>日本 is    <｜end▁of▁sentence｜>")
  }

  @Test func tokensJoinAsTheirTokenizerMeantThem() throws {
    func text(_ tokens: [String]) throws -> String { try pieces([tokens]).decoded(example: 0).text }
    #expect(try text(["[CLS]", "play", "##ing", ",", "now", "##", "[SEP]"]) == "[CLS] playing, now ## [SEP]")
    #expect(try text(["Ġthe", "re", "Ċ"]) == "there\n")
    #expect(try text(["▁the", "re", "▁is"]) == "there is")
    #expect(try text(["the", " cat", "s"]) == "the cats")
    #expect(try text(["h", "i", " ", "y"]) == "hi y")
    #expect(try text(["the", "cat", ".", "¿"]) == "the cat. ¿")
  }
}
