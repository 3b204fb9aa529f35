"""Runs the PyTorch scripts that `replay --pytorch` prints, and keeps what they print in pytorch/: see README.md.

With a word, only the runs whose names contain it. `--double` keeps nothing: it prints how far each script is from itself
in double precision, which is how far rounding alone carries it.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from recipes import RECIPES

HERE = pathlib.Path(__file__).parent
STEPS = 1001
PRESETS = [
    "naive", "output-fixed", "tanh-fixed", "kaiming", "batchnorm", "deep-gain-1", "deep-gain-5/3", "deep-gain-3",
    "deep-gain-0.5", "deep-linear", "deep-batchnorm", "deep-no-fan-in-batchnorm", "torch-default", "relu-kaiming",
    "relu-xavier", "selu", "residual-depth", "rezero", "pre-norm", "post-norm", "rmsnorm-silu",
]

# Byte order mark, every kind of line end, white space of all sorts, quotes, backslashes, what a template or Python could
# take for its own, a boundary's dot, marks that combine, joined emoji, and characters that Python alone splits at.
ODD = (
    "\ufeff  two words\r\ntab\tinside\rtrailing \t\u3000\n\n \u2003\r\n\"\"\"quoted\"\"\"\n'single' \\n \\\nends with \\\n"
    "ends with \"\n$words$ {i} %s #end\n#if file\n\u0301combining e\u0301\n👩\u200d👩\u200d👧 family\nno\u00a0break\n"
    "next\u0085line\nline\u2028separator\npara\u2029graph\nfile\u001cseparator\u001f\nform\u000cfeed\nnul\u0000\n.dots.\n"
    "\U000e0061tag\nרשימה ימנית\n\u202eoverride\nthe last one has no end"
)
# No white space, so the items stand side by side.
QUOTES = (
    "\"\"\"\n\\\n\\\\\n\"\na\"\"\"b\n\\\"\nO'Neill\nzoë\nzoe\u0308\n🙂🙃\n👩\u200d🚀\n$line$\n...\n\\u0041\n'''\n\u00adsoft\n"
    "x\ufeffy\n\u0301alone\nüber\nкот\n"
)
# White space to Python, but not to Unicode.
SEPARATORS = "a\u001cb\nc\u001d\n\u001ed\nef\ng\u001fh\ni\nj\n"

# What no preset has. A text of None is the built-in one; `makemore` appends that many copies of makemore.txt.
ODD_RUNS = {
    "relu": "preset=kaiming&act=relu&w=gain:1.4&hidden=64,32&seed=7",
    "relu-one": "preset=kaiming&act=relu&b=zero&outb=none&hidden=77&lr=0.05,200:0.1,600:0.01&seed=3",
    "identity-one": "preset=tanh-fixed&act=identity&norm=batch&b=none&eps=0.01&seed=0",
    "identity-batchnorm": "preset=deep-batchnorm&act=identity&outnorm=none&hidden=40,30&outb=std:0.2",
    "layer-one": "preset=kaiming&norm=layer&variance=biased&b=std:0.1&batch=1&lr=0.02&seed=4",
    "layer-outnorm": "preset=kaiming&norm=layer&outnorm=0.5&hidden=33x3&b=zero&batch=5&seed=8",
    "layer-identity": "preset=deep-linear&norm=layer&outnorm=1/3&b=none&outb=none&eps=0.001&hidden=50x2",
    "biased-one": "preset=batchnorm&variance=biased&eps=1e-3&momentum=0.2&batch=64&b=std:0.3&lr=0.05&seed=9",
    "biased-deep": "preset=deep-batchnorm&variance=biased&hidden=64,48,20&momentum=1/3&seed=10",
    "eps-0-deep": "preset=deep-batchnorm&eps=0&hidden=60x3&b=zero&outb=zero&seed=11",
    "outnorm-one": "preset=batchnorm&eps=1e-5&outnorm=0.3&out=gain:1/3&seed=12",
    "short": "preset=deep-batchnorm&hidden=12,1,3&context=8&emb=1&batch=17&eps=0.1&outb=std:1&seed=4294967295",
    "batch-2": "preset=batchnorm&batch=2&eps=0.1&lr=0.01&seed=13",
    "batch-1": "preset=deep-gain-1&batch=1&context=1&lr=0.01,50:0.02,500:0.01,900:0.001&seed=14",
    "mixed-biases": "preset=deep-gain-5/3&b=none&outb=std:0.5&hidden=64,48&out=std:1/3",
    "context-8": "preset=kaiming&context=8&emb=5&outb=zero&out=gain:0.2&w=std:1/7&seed=15",
    "constant-rate": "preset=naive&lr=0.1&hidden=1&emb=64",
}
TEXTS = {
    "odd-text": ("preset=kaiming&hidden=20&lr=0.05", ODD, 0),
    "quotes-text": ("preset=deep-gain-1&hidden=10x2&context=2", QUOTES, 0),
    "separators-text": ("preset=batchnorm&hidden=10&eps=1e-5&batch=8&lr=0.01", SEPARATORS, 0),
    "large-text": ("preset=deep-batchnorm&hidden=30x2", ODD + "\n", 5),
}

# What doubles the parameters, before the line at which they have their initial values: in a script of the lecture's style, or
# of PyTorch's own layers.
DOUBLED = [
    (b"        p.requires_grad = True\n", b"        p.data = p.data.double()\n"),
    (b"    optimizer = torch.optim.", b"    model.double()\n"),
]


def cases():
    for preset in PRESETS:
        yield preset.replace("/", "_"), f"#v=1&preset={preset}", None, 0
    for name, keys in ODD_RUNS.items():
        yield name, f"#v=1&{keys}", None, 0
    for name, keys in RECIPES.items():
        yield f"recipe-{name}", f"#v=1&{keys}", None, 0
    for name, (keys, text, makemore) in TEXTS.items():
        yield name, f"#v=1&{keys}", text, makemore


def fnv1a64(data):
    digest = 0xCBF29CE484222325
    for byte in data:
        digest = ((digest ^ byte) * 0x100000001B3) & (2**64 - 1)
    return f"{digest:016x}"


def digits(value):
    """Nine digits tell any two f32 apart."""
    return [digits(v) for v in value] if isinstance(value, list) else float(f"{value:.9g}")


def printed(link, text, makemore, folder):
    """The script, and what its command line names."""
    command = ["cargo", "run", "--locked", "--quiet", "--example", "replay", "--", "--pytorch", "--link", link]
    arguments = []
    if text is not None:
        path = folder / "text.txt"
        path.write_bytes(text.encode() + makemore * (HERE / "makemore.txt").read_bytes())
        command += ["--text", str(path)]
        arguments = ["--text", str(path)] if makemore else []
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=HERE).stdout, arguments


def run(script, arguments, folder):
    path = folder / "mlp.py"
    path.write_bytes(script)
    command = [sys.executable, str(path), str(STEPS), "--json", *arguments]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--double", action="store_true")
    args = parser.parse_args()
    (HERE / "pytorch").mkdir(exist_ok=True)
    for name, link, text, makemore in cases():
        if args.word not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            script, arguments = printed(link, text, makemore, folder)
            figures = run(script, arguments, folder)
            if args.double:
                double = script
                for wanted, before in DOUBLED:
                    double = double.replace(wanted, before + wanted)
                assert len(double) - len(script) in [len(before) for _, before in DOUBLED]
                pairs = zip(figures["losses"], run(double, arguments, folder)["losses"])
                furthest = max(abs(single / double - 1) for single, double in pairs)
                print(f"{name}: {furthest:.2e} of a loss from double precision at most", flush=True)
                continue
        record = {"link": link, "text": text, "makemore": makemore, "script": fnv1a64(script)}
        record.update((key, digits(value)) for key, value in figures.items())
        path = HERE / "pytorch" / f"{name}.json"
        path.write_text(json.dumps(record, separators=(",", ":"), ensure_ascii=True) + "\n")
        print(f"{name}: first loss {figures['losses'][0]:.4f}, last {figures['losses'][-1]:.4f}", flush=True)


if __name__ == "__main__":
    main()
