"""Writes the packed text fixtures beside this script. Python 3.11, zstd 1.5.4 (command line)."""
import gzip, pathlib, subprocess

here = pathlib.Path(__file__).parent
csv = 'id,text,label,target\r\na,"one, ""two""",yes,x\r\nb,"two\r\nlines",no,\r\nc,höflich,,y\r\n'
lines = "\n".join('{"id": %d, "text": "row %d", "label": %s}' % (i, i, ["true", "false", "null"][i % 3]) for i in range(20000))
(here / "examples.csv.gz").write_bytes(gzip.compress(csv.encode(), mtime=0))
(here / "rows.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
# Two members: what `cat a.gz b.gz` gives.
half = csv.encode()
(here / "two-members.csv.gz").write_bytes(gzip.compress(half[:40], mtime=0) + gzip.compress(half[40:], mtime=0))
(here / "examples.csv").write_bytes(csv.encode())
subprocess.run(["zstd", "-q", "-f", "-19", here / "examples.csv", "-o", here / "examples.csv.zst"], check=True)
(here / "examples.csv").unlink()
