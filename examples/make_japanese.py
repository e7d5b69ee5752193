#!/usr/bin/env python3
"""Writes japanese.csv: notes in Japanese on the question of reviews.csv, promote now or not yet, with the same columns.

    python3 make_japanese.py

Standard library only; seeded. 60 families of eight rows: one pair of gender twins, one pair of age twins, and four notes
that are observed singly, of which men get more good ones, as in reviews.csv (make_corpus.py says why).
"""

import argparse
import random
from dataclasses import dataclass, replace
from pathlib import Path

from make_corpus import GROUPS, HERE, choose, draw_word, read_material, read_words, write_csv

FAMILY_NAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤".split()
GIVEN_NAMES = {
    "woman": "美咲 陽菜 結衣 由美 恵子 直子 真由美 裕子 久美子 智子".split(),
    "man": "健太 翔太 大輔 拓也 誠 健一 直樹 浩 隆 亮".split(),
}
WORDS = {"woman": {"彼": "彼女", "person": "女性"}, "man": {"彼": "彼", "person": "男性"}}
AGES = {
    "younger": {"number": "22 23 24 25 26 27 28 29".split(), "adjective": ["若い", "若手"],
                "phrase": ["二十代で", "入社三年目の若手で", "まだ二十代半ばで", "最年少で"]},
    "older": {"number": "57 58 59 60 61 62 63 64".split(), "adjective": ["年配の", "ベテラン"],
              "phrase": ["六十代で", "勤続三十年のベテランで", "もう六十近くで", "最年長で"]},
}
# (kind of age wording, weight, text)
FRAMES = [
    ("number", 3, "{word}{name}さん（{age}歳）は{evidence}。"),
    ("number", 2, "{word}{name}さん、{age}歳。{彼}は{evidence}。"),
    ("number", 2, "{age}歳の{word}{person}社員、{name}さんは{evidence}。"),
    ("adjective", 4, "この{word}{age}{person}社員は{evidence}。"),
    ("adjective", 2, "{word}{age}{person}社員の{name}さんは{evidence}。"),
    ("phrase", 3, "{word}{name}さんは{age}、{evidence}。"),
]
WORD_SHARES = (60, 12, 24, 4)  # percent: word of the label, neutral, none, word of the other label


class Shares:
    word_shares = WORD_SHARES


@dataclass(frozen=True)
class Note:
    family: str
    label: str
    word: str
    evidence: str
    frame: tuple
    name: tuple
    age_wording: int
    gender: str
    age: str

    def text(self):
        name = FAMILY_NAMES[self.name[0]] + GIVEN_NAMES[self.gender][self.name[1]]
        text = self.frame[2].replace("{evidence}", self.evidence).replace("{word}", self.word).replace("{name}", name)
        text = text.replace("{age}", AGES[self.age][self.frame[0]][self.age_wording])
        for marker, word in WORDS[self.gender].items():
            text = text.replace("{" + marker + "}", word)
        return text


def draw(heading, lines, number, words, rng):
    label, family = heading.split(" ", 1)
    frame = rng.choices(FRAMES, weights=[weight for _, weight, _ in FRAMES])[0]
    return Note(
        f"{label}-{family}", label, draw_word(label, words, Shares, rng), choose(lines[number % len(lines)], rng), frame,
        (rng.randrange(len(FAMILY_NAMES)), rng.randrange(len(GIVEN_NAMES["woman"]))),
        rng.randrange(len(AGES["older"][frame[0]])), rng.choice(["woman", "man"]), rng.choice(["younger", "older"]))


def twin(note, group):
    one, other = {"gender": ("woman", "man"), "age": ("younger", "older")}[group]
    return replace(note, **{group: other if getattr(note, group) == one else one})


def make_notes(per_family, rng):
    families = read_material(HERE / "material" / "japanese.txt")
    words = read_words(families)
    seen, rows, quota, pairs = set(), [], {"promote": 0, "hold": 0}, 0
    headings = list(families)
    test = {heading for label in quota for heading in rng.sample([h for h in headings if h.startswith(label)], 12)}
    for place, (heading, lines) in enumerate(families.items()):
        number = place
        for group, wanted in (("gender", 1), ("age", 1), (None, per_family - 4)):
            made = 0
            while made < wanted:
                note = draw(heading, lines, number, words, rng)
                if group is None:
                    rare = quota[note.label] % 5 in (1, 3)
                    common = {"promote": "man", "hold": "woman"}[note.label]
                    note = replace(note, gender=common if not rare else ({"man", "woman"} - {common}).pop())
                notes = [note] if group is None else [note, twin(note, group)]
                number += 1
                if any(item.text() in seen for item in notes):
                    continue
                seen.update(item.text() for item in notes)
                quota[note.label] += group is None
                pairs += group is not None
                made += 1
                for item in notes:
                    rows.append({
                        "id": f"j{len(rows) + 1:04d}", "text": item.text(), "label": item.label,
                        "gender": GROUPS[item.gender], "age": GROUPS[item.age], "split": "test" if heading in test else "train", "cluster": item.family,
                        "pair": f"{group}-{pairs:03d}" if group else ""})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for japanese.csv")
    parser.add_argument("--seed", type=int, default=17)
    arguments = parser.parse_args()
    rows = make_notes(8, random.Random(f"{arguments.seed}, Japanese"))
    write_csv(arguments.out / "japanese.csv", rows)
    print(f"{len(rows)} notes in {arguments.out}")


if __name__ == "__main__":
    main()
