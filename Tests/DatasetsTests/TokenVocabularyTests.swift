import Testing

@testable import Datasets

@Suite struct TokenVocabularyTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func filesOfTokenizersAreRead() throws {
    let tokenizer = """
      {"version": "1.0", "added_tokens": [{"id": 4, "content": "<|end|>"}, {"id": 0, "content": "Ġthe"}],
       "model": {"type": "BPE", "vocab": {"Ġthe": 0, "a": 1, "Ċ": 2}, "merges": []}}
      """
    let read = try TokenVocabulary.read(path: scratch.write("tokenizer.json", tokenizer))
    #expect(read.tokens == ["Ġthe", "a", "Ċ", nil, "<|end|>"])
    #expect(read.shown == ["␣the", "a", "↵", "", "<|end|>"])
    let unigram = try TokenVocabulary.read(
      path: scratch.write(
        "u.json", #"{"model": {"type": "Unigram", "vocab": [["<unk>", 0], ["▁the", -3.5], ["<0xE6>", -9]]}}"#))
    #expect(unigram.tokens == ["<unk>", "▁the", "<0xE6>"] && unigram.shown == ["<unk>", "␣the", "<0xE6>"])
    let list = try TokenVocabulary.read(path: scratch.write("list.json", #"[" the", "�", "�", null, "  "]"#))
    #expect(list.tokens == [" the", "�", "�", nil, "  "] && list.shown == ["␣the", "�", "�", "", "␣␣"])
    let lines = try TokenVocabulary.read(path: scratch.write("vocab.txt", "[CLS]\r\nplay\n##ing\n[\n"))
    #expect(lines.tokens == ["[CLS]", "play", "##ing", "["] && lines.shown == lines.tokens.compactMap { $0 })
  }

  @Test(arguments: [
    ("a.json", #"{"a": 0, "b": 0}"#, "have the same id 0"), ("b.json", #"{"a": 99999999}"#, "has no id from 0 to"),
    ("c.json", #"{"a": -1}"#, "has no id from 0 to"), ("d.json", #"["a", 3]"#, "token 1 of the list is a number"),
    ("e.json", "3", "this file holds a number, where tokens are needed"), ("f.json", "{}", "there is no token"),
    ("g.txt", "", "there is no token"), ("h.json", #"{"model": {"type": "BPE"}}"#, "“model” has no “vocab”"),
    ("i.json", #"{"model": {"vocab": {"a": 0}}, "added_tokens": [{"id": 0, "content": "b"}]}"#, "have the same id 0"),
    ("j.json", #"["a""#, "invalid JSON"),
  ]) func otherFilesAreOneError(_ name: String, _ text: String, _ expected: String) throws {
    let path = try scratch.write(name, text)
    let error = try #require(atlasError { _ = try TokenVocabulary.read(path: path) })
    #expect(error.message.contains(expected), "\(error)")
    #expect(error.path == path)
  }
}
