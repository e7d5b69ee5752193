"""Writes tf-idf.json: scikit-learn's TfidfVectorizer fitted on some texts and applied to all.

    python make.py        (scikit-learn; the version used is noted in the file)
"""
import json, os
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

texts = ["The cat sat on the mat.", "A dog, a cat and 2 birds; don't ask!", "the mat is ON the floor_plan", "",
         "Ünïcode wörds über alles, über 42 things", "unseen words only here", "the the the cat"]
train = [0, 1, 2, 4, 6]
v = TfidfVectorizer(ngram_range=(1, 2), max_features=20000).fit([texts[i] for i in train])
m = v.transform(texts).toarray()
names = v.get_feature_names_out().tolist()
rows = [{names[j]: m[i, j] for j in m[i].nonzero()[0]} for i in range(len(texts))]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "tf-idf.json"), "w") as f:
    json.dump({"scikit-learn": sklearn.__version__, "texts": texts, "train": train, "rows": rows}, f, indent=1)
