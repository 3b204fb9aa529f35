"""A peer in Python, asked over standard input: `python peer.py numpy|torch FOLDER`, FOLDER with the fixture.

Each line asks `{"do": "replay" | "steps", "form": …, "network": "S" | "D", "seconds": …}`, the form one of the library's,
and is answered by one line of JSON.
"""

import importlib
import json
import pathlib
import sys
import time

import numpy

CHUNK_SECONDS = 0.02


def rate(seconds, step):
    """How many steps a second are made, over about that time."""
    step()
    began = time.perf_counter()
    step()
    chunk = max(1, int(CHUNK_SECONDS / (time.perf_counter() - began)))
    began, done, spent = time.perf_counter(), 0, 0.0
    while spent < seconds:
        for _ in range(chunk):
            step()
        done += chunk
        spent = time.perf_counter() - began
    return done / spent


def main():
    library, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    peer = importlib.import_module(f"with_{library}")
    fixture = json.loads((folder / "fixture.json").read_text())
    train = numpy.fromfile(folder / "train.bin", dtype=numpy.uint8)
    examples, context = fixture["examples"], fixture["context"]
    x, y = train[: examples * context].reshape(examples, context), train[examples * context :]

    def network(form, of):
        tensors = [numpy.array(t["values"], dtype=numpy.float32).reshape(t["shape"]) for t in of["tensors"]]
        names = [t["name"] for t in of["tensors"]]
        return peer.FORMS[form](dict(zip(names, tensors)), of, x.astype(numpy.int64), y.astype(numpy.int64))

    described = {of["name"]: of for of in fixture["networks"]}
    running = {(form, name): network(form, of) for form in peer.FORMS for name, of in described.items()}
    print(json.dumps({"version": peer.VERSION}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        form, of = asked["form"], described[asked["network"]]
        if asked["do"] == "replay":
            fresh = network(form, of)
            shape = of["batch"], context
            batches = [(numpy.array(s["contexts"]).reshape(shape), numpy.array(s["targets"])) for s in of["steps"]]
            answer = {"losses": [fresh.step(*batch) for batch in batches], "running": fresh.running_statistics()}
        else:
            answer = {"rate": rate(asked["seconds"], running[form, of["name"]].sampled_step)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
