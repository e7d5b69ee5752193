#!/usr/bin/env python3
"""Writes the demo's texts: reviews.csv, messages.csv and, on request, the SAEs' training text.

Standard library only. Everything random comes from one seeded generator, so the same seed gives the same bytes.

    python3 make_corpus.py                                    # the two committed files
    python3 make_corpus.py --training /tmp/training.txt       # one sentence per line, none of them a demo row

A note is a *record* (family, evidence, frame, name, gender, age) and a text is a record put into words. A
counterfactual twin is the same record with one group exchanged, hence equal but for the group words.
"""

import argparse
import csv
import pkgutil
import pydoc_data.topics
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
LABELS = ("promote", "hold")

# The n-th woman's name answers to the n-th man's. All are usual first names of one word piece in the demo's model.
NAMES = {
    "woman": "Maria Anna Sarah Emma Julia Laura Helen Alice Karen Nina Clara Ruth "
             "Grace Sofia Diana Elena Rosa Amy",
    "man": "Thomas Peter Omar James Daniel David Paul Martin Robert Simon Adam Victor "
           "Hugo Ivan Felix Oscar Luis Andrew",
}
NAMES = {gender: names.split() for gender, names in NAMES.items()}
# More names, for the training text only.
MORE_NAMES = {
    "woman": "Mary Linda Susan Carol Lucy Fatima Leila Irene Martha Eva Jane Olivia Ellen Judith Nora Teresa",
    "man": "John Michael Richard Charles Mark Ahmed Hassan Carlos Walter Erik Frank Henry Philip George Leo Antonio",
}
MORE_NAMES = {gender: names.split() for gender, names in MORE_NAMES.items()}
WORDS = {
    "woman": {"he": "she", "him": "her", "his": "her", "person": "woman"},
    "man": {"he": "he", "him": "him", "his": "his", "person": "man"},
}
# What tables call the groups: in sentences about many, not about one.
GROUPS = {"woman": "women", "man": "men", "younger": "younger people", "older": "older people"}
# The n-th younger wording answers to the n-th older one; {age} stands for one of these.
AGES = {
    "younger": {
        "number": "22 23 24 25 26 27 28 29".split(),
        "adjective": ["young"], "superlative": ["youngest"],
        "phrase": ["barely thirty", "in {his} twenties", "a recent graduate", "still very young"],
    },
    "older": {
        "number": "57 58 59 60 61 62 63 64".split(),
        "adjective": ["older"], "superlative": ["oldest"],
        "phrase": ["nearly sixty", "in {his} sixties", "close to retirement", "no longer young"],
    },
}
# (kind of age wording, weight, text). Short frames weigh more: hidden states are the bulk of the demo.
REVIEW_FRAMES = [
    ("number", 3, "At {age} our {word} {name} {evidence}"),
    ("number", 3, "{word} {name}, {age}, {evidence}"),
    ("adjective", 5, "The {word} {age} {person} {evidence}"),
    ("adjective", 4, "This {word} {age} {person} {evidence}"),
    ("superlative", 2, "{word} {name}, our {age}, {evidence}"),
    ("phrase", 2, "{word} {name}, {age}, {evidence}"),
]
MESSAGE_FRAMES = [
    ("number", 3, "{word} {name} ({age}) {evidence}"),
    ("number", 3, "so {word} {name} at {age} {evidence}"),
    ("adjective", 3, "tbh the {word} {age} {person} {evidence}"),
    ("adjective", 4, "that {word} {age} {person} {evidence}"),
    ("superlative", 2, "our {word} {age} {name} {evidence}"),
    ("phrase", 1, "fyi {word} {name}, {age}, {evidence}"),
]
# Whence the word of judgement: same label, neutral, none at all, the other label (mixed evidence, hard cases).
WORD_SOURCES = ("same", "neutral", "none", "other")


@dataclass(frozen=True)
class Style:
    """One of the two sets: where its material is, how it is worded, how long its texts may be."""

    name: str
    frames: list
    word_shares: tuple  # percent, in the order of WORD_SOURCES
    most_words: int  # hidden states are the bulk of the demo, so texts are short
    capitals: bool

    @property
    def material(self):
        return HERE / "material" / f"{self.name}.txt"


REVIEWS = Style("reviews", REVIEW_FRAMES, (76, 8, 12, 4), most_words=12, capitals=True)
MESSAGES = Style("messages", MESSAGE_FRAMES, (80, 8, 8, 4), most_words=11, capitals=False)


@dataclass(frozen=True)
class Record:
    """Everything a text is made of; two records that differ in one field make a minimal pair of texts."""

    family: str
    label: str
    style: Style
    word: str
    evidence: str
    frame: tuple
    name: int
    age_wording: int
    gender: str
    age: str

    def text(self, names=NAMES):
        wording = AGES[self.age][self.frame[0]][self.age_wording]
        filled = self.frame[2].replace("{evidence}", self.evidence)
        filled = filled.replace("{word} ", self.word + " " if self.word else "")
        filled = filled.replace("{age}", wording).replace("{name}", names[self.gender][self.name])
        for marker, word in WORDS[self.gender].items():
            filled = filled.replace("{" + marker + "}", word)
        return filled[0].upper() + filled[1:] if self.style.capitals else filled


def read_material(path):
    """{heading: [lines]} in the order of the file; # begins a comment line."""
    sections, lines = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def choose(evidence, rng):
    """One alternative of each {a|b}; pronoun markers, which hold no bar, stay."""
    return re.sub(r"\{([^{}]*\|[^{}]*)\}", lambda match: rng.choice(match.group(1).split("|")), evidence)


def read_words(sections):
    """The words of judgement, taken out of the sections: {"promote": [...], "hold": [...], "neutral": [...]}."""
    return {kind: sections.pop(f"words {kind}") for kind in (*LABELS, "neutral")}


def draw_word(label, words, style, rng):
    kind = rng.choices(WORD_SOURCES, weights=style.word_shares)[0]
    other = LABELS[1 - LABELS.index(label)]
    return {"none": lambda: "", "neutral": lambda: rng.choice(words["neutral"]),
            "same": lambda: rng.choice(words[label]), "other": lambda: rng.choice(words[other])}[kind]()


def draw(heading, lines, number, words, style, rng, names=NAMES):
    """A record of one family; its lines take turns so that all of them occur."""
    label, family = heading.split(" ", 1)
    line = lines[number % len(lines)]
    if label == "mixed":
        label, line = ("promote" if line[0] == "+" else "hold"), line[1:].strip()
    frame = rng.choices(style.frames, weights=[weight for _, weight, _ in style.frames])[0]
    return Record(
        family, label, style, draw_word(label, words, style, rng), choose(line, rng), frame,
        name=rng.randrange(len(names["woman"])), age_wording=rng.randrange(len(AGES["older"][frame[0]])),
        gender=rng.choice(["woman", "man"]), age=rng.choice(["younger", "older"]),
    )


def twin(record, group):
    """The same record with one group exchanged."""
    values = {"gender": ("woman", "man"), "age": ("younger", "older")}[group]
    other = values[1] if getattr(record, group) == values[0] else values[0]
    return replace(record, **{group: other})


def make_set(style, per_family, pairs, rng):
    """Rows of one data set. `pairs` = (gender pairs, age pairs) per family, the rest is observed singly.

    Pairs are balanced by construction. Of the observed rows three in five of the promoted are men and three in
    five of the held are women: a difference in composition, which an audit has to tell from one in treatment.
    """
    families, seen, rows, quota = read_material(style.material), set(), [], {label: 0 for label in LABELS}
    words, by_label = read_words(families), {}
    for heading in families:
        by_label.setdefault(heading.split()[0], []).append(heading)
    # Two families of five are set apart: fewer make too few clusters for a test. Drawn apart, so that the texts, whose states
    # are stored, stay as they were: one sample of `rng` is passed over for that.
    for group in by_label.values():
        rng.sample(group, max(1, len(group) // 5))
    apart = random.Random(f"{style.name}, test part")
    test = {heading for group in by_label.values() for heading in apart.sample(group, 2 * len(group) // 5)}
    pair_number = 0
    for place, (heading, lines) in enumerate(families.items()):
        number = place  # start at another line in each family
        counts = [("gender", pairs[0]), ("age", pairs[1]), (None, per_family - 2 * sum(pairs))]
        for group, wanted in counts:
            made = 0
            while made < wanted:
                record = draw(heading, lines, number, words, style, rng)
                if group is None:
                    rare = quota[record.label] % 5 in (1, 3)
                    common = {"promote": "man", "hold": "woman"}[record.label]
                    record = replace(record, gender=common if not rare else ({"man", "woman"} - {common}).pop())
                records = [record] if group is None else [record, twin(record, group)]
                number += 1
                if any(item.text() in seen or len(item.text().split()) > style.most_words for item in records):
                    continue
                seen.update(item.text() for item in records)
                quota[record.label] += group is None
                pair_number += group is not None
                for item in records:
                    rows.append({
                        "id": f"{style.name[0]}{len(rows) + 1:04d}", "text": item.text(), "label": item.label,
                        "gender": GROUPS[item.gender], "age": GROUPS[item.age],
                        "split": "test" if heading in test else "train", "cluster": item.family,
                        "pair": f"{group}-{pair_number:03d}" if group else "",
                    })
                made += 1
    return rows


def library_sentences():
    """English prose out of Python's own documentation: sentences of 5 to 25 plain words, in a fixed order."""
    texts = [pydoc_data.topics.topics[name] for name in sorted(pydoc_data.topics.topics)]
    folder = Path(pydoc_data.topics.__file__).resolve().parent.parent
    names = sorted(module.name for module in pkgutil.iter_modules([str(folder)]))
    for name in names:
        path = folder / f"{name}.py"
        if path.is_file():
            texts += re.findall(r'"""(.*?)"""', path.read_text(encoding="utf-8", errors="ignore"), re.DOTALL)
    sentences = set()
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text):
            sentence = " ".join(sentence.split())
            if 5 <= len(sentence.split()) <= 25 and re.fullmatch(r"[A-Za-z ,.;:'()?!-]+", sentence):
                sentences.add(sentence)
    return sorted(sentences)


def make_training(count, demo_texts, rng):
    """At most `count` sentences: 2/5 of the demo's grammar, 1/5 of a wider one, the rest what prose there is."""
    names = {gender: NAMES[gender] + MORE_NAMES[gender] for gender in NAMES}
    sentences = set()
    for style, share in ((REVIEWS, 0.25), (MESSAGES, 0.15)):
        families = read_material(style.material)
        words, families, goal = read_words(families), list(families.items()), len(sentences) + int(count * share)
        while len(sentences) < goal:
            heading, lines = rng.choice(families)
            sentences.add(draw(heading, lines, rng.randrange(100), words, style, rng, names).text(names))
    lists = read_material(HERE / "material/training.txt")
    goal = len(sentences) + count // 5
    while len(sentences) < goal:
        sentences.add(" ".join(rng.choice(lists[part]) for part in ("subjects", "verbs", "objects", "circumstances")))
    prose = library_sentences()
    sentences.update(rng.sample(prose, min(len(prose), count - len(sentences))))
    kept = sorted(sentences - demo_texts)
    rng.shuffle(kept)
    return kept


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for reviews.csv and messages.csv")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--training", type=Path, help="also write training sentences to this file")
    parser.add_argument("--sentences", type=int, default=40_000, help="training sentences at most")
    arguments = parser.parse_args()

    rng = random.Random(arguments.seed)
    reviews = make_set(REVIEWS, per_family=16, pairs=(3, 2), rng=rng)
    messages = make_set(MESSAGES, per_family=16, pairs=(2, 1), rng=rng)
    write_csv(arguments.out / "reviews.csv", reviews)
    write_csv(arguments.out / "messages.csv", messages)
    print(f"{len(reviews)} reviews, {len(messages)} messages in {arguments.out}")
    if arguments.training:
        demo_texts = {row["text"] for row in reviews + messages}
        sentences = make_training(arguments.sentences, demo_texts, random.Random(arguments.seed + 1))
        arguments.training.write_text("\n".join(sentences) + "\n", encoding="utf-8")
        print(f"{len(sentences)} training sentences in {arguments.training}")


if __name__ == "__main__":
    main()
