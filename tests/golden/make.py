"""Makes the golden files of this folder with PyTorch and CPython: see README.md.

An implementation of its own, by autograd; it shares nothing with the Rust core but the definitions in the README.
"""

import json
import math
import pathlib
import random

import numpy
import torch

HERE = pathlib.Path(__file__).parent
STEPS = 1001
EVALUATED_AFTER = 1000
BOUNDARY = 0


# --- Text -------------------------------------------------------------------------------------------------------------


def read_text(path):
    lines = (HERE / path).read_text().splitlines()
    characters = sorted(set("".join(lines)))
    token = {c: i + 1 for i, c in enumerate(characters)}
    return lines, characters, token


def split_lines(lines):
    lines = list(lines)
    random.seed(42)
    random.shuffle(lines)
    a, b = int(0.8 * len(lines)), int(0.9 * len(lines))
    return lines[:a], lines[a:b], lines[b:]


def examples(lines, token, context):
    xs, ys = [], []
    for line in lines:
        window = [BOUNDARY] * context
        for t in [token[c] for c in line] + [BOUNDARY]:
            xs.append(window)
            ys.append(t)
            window = window[1:] + [t]
    return torch.tensor(xs), torch.tensor(ys)


# --- The network ------------------------------------------------------------------------------------------------------

ONE = dict(context=3, emb=10, hidden=[200], act="tanh", w=("std", 1.0), out=("std", 1.0), b=1.0, outb=1.0, norm=None,
           outnorm=None, eps=1e-5, momentum=0.1, variance="unbiased", batch=32, lr=0.1, seed=2147483647)
FIXED = dict(ONE, out=("std", 0.01), outb=0.0)


def deep(gain, **more):
    return dict(ONE, hidden=[100] * 5, w=("gain", gain), out=("gain", 0.1), b="zero", outb="zero", **more)


NORMED = dict(deep(1.0), out=("gain", 1.0), b=None, outb=None, norm="batch", outnorm=0.1)

# Each link of the table with the network it stands for, spelt out again here.
CASES = {
    "preset=naive": ONE,
    "preset=output-fixed": FIXED,
    "preset=tanh-fixed": dict(FIXED, w=("std", 0.2), b=0.01),
    "preset=kaiming": dict(FIXED, w=("gain", 5 / 3), b=0.01),
    "preset=batchnorm": dict(FIXED, w=("gain", 5 / 3), b=None, norm="batch", eps=0.0, momentum=0.001),
    "preset=deep-gain-1": deep(1.0),
    "preset=deep-gain-5/3": deep(5 / 3),
    "preset=deep-gain-3": deep(3.0),
    "preset=deep-gain-0.5": deep(0.5),
    "preset=deep-linear": dict(deep(1.0), act="identity"),
    "preset=deep-batchnorm": NORMED,
    "preset=deep-no-fan-in-batchnorm": dict(NORMED, w=("std", 1.0), out=("std", 1.0)),
    # What no preset has: odd sizes, layer norm, ReLU, the biased variance, biases under a norm, short draws.
    "hidden=37,5&batch=7&context=2&emb=3&seed=1&w=gain:1&b=std:0.1&out=gain:1/3&outb=std:0.5": dict(
        ONE, hidden=[37, 5], batch=7, context=2, emb=3, seed=1, w=("gain", 1.0), b=0.1, out=("gain", 1 / 3), outb=0.5),
    "preset=kaiming&act=relu&w=gain:1.4&hidden=64,32&seed=7": dict(
        FIXED, w=("gain", 1.4), b=0.01, act="relu", hidden=[64, 32], seed=7),
    "preset=kaiming&norm=layer&outnorm=0.5&hidden=33x3&b=zero&batch=5&seed=8": dict(
        FIXED, w=("gain", 5 / 3), b="zero", norm="layer", outnorm=0.5, hidden=[33] * 3, batch=5, seed=8),
    "preset=batchnorm&variance=biased&eps=1e-3&momentum=0.2&batch=64&b=std:0.3&lr=0.05&seed=9": dict(
        FIXED, w=("gain", 5 / 3), b=0.3, norm="batch", eps=1e-3, momentum=0.2, variance="biased", batch=64, lr=0.05,
        seed=9),
    "preset=deep-batchnorm&hidden=12,1,3&context=8&emb=1&batch=17&eps=0.1&outb=std:1&seed=4294967295": dict(
        NORMED, hidden=[12, 1, 3], context=8, emb=1, batch=17, eps=0.1, outb=1.0, seed=4294967295),
}


class Network:
    """Parameters in the order C, then for each linear layer W, b, norm gain, norm bias; batch norms' running statistics."""

    def __init__(self, case, vocabulary, generator):
        self.case, self.parameters, self.names, self.running = case, [], [], []

        def add(name, tensor):
            self.names.append(name)
            self.parameters.append(tensor)

        def drawn(*shape, std=1.0):
            return torch.randn(*shape, generator=generator) * torch.tensor(std, dtype=torch.float32)

        add("C", drawn(vocabulary, case["emb"]))
        fan_in = case["context"] * case["emb"]
        layers = [(width, case["w"], case["b"], 1.0 if case["norm"] else None) for width in case["hidden"]]
        layers.append((vocabulary, case["out"], case["outb"], case["outnorm"]))
        for i, (width, (kind, scale), bias, gain) in enumerate(layers, 1):
            add(f"W{i}", drawn(fan_in, width, std=scale if kind == "std" else scale / fan_in**0.5))
            if bias is not None:
                add(f"b{i}", torch.zeros(width) if bias == "zero" else drawn(width, std=bias))
            if gain is not None:
                add(f"gain{i}", torch.full((width,), gain))
                add(f"bias{i}", torch.zeros(width))
                self.running.append([torch.zeros(width), torch.ones(width)])
            fan_in = width
        self.wanted()

    def wanted(self):
        for p in self.parameters:
            p.requires_grad_(True)

    def double(self):
        """Itself widened to float64."""
        twin = object.__new__(Network)
        twin.case, twin.names = self.case, self.names
        twin.parameters = [p.detach().double() for p in self.parameters]
        twin.running = [[s.double() for s in pair] for pair in self.running]
        twin.wanted()
        return twin

    def forward(self, x, training):
        """Logits and the hidden activations."""
        case = self.case
        left = iter(zip(self.names, self.parameters))
        table = next(left)[1]
        h, hidden, norm = table[x].flatten(1), [], 0
        name, p = next(left)
        for i in range(1, len(case["hidden"]) + 2):
            assert name == f"W{i}"
            h = h @ p
            name, p = next(left, (None, None))
            if name == f"b{i}":
                h = h + p
                name, p = next(left, (None, None))
            if name == f"gain{i}":
                h = self.normalize(h, norm, training) * p + next(left)[1]
                norm += 1
                name, p = next(left, (None, None))
            if i <= len(case["hidden"]):
                h = {"tanh": torch.tanh, "relu": torch.relu, "identity": lambda h: h.clone()}[case["act"]](h)
                hidden.append(h)
        return h, hidden

    def normalize(self, h, norm, training):
        case = self.case
        if case["norm"] == "layer":
            return torch.nn.functional.layer_norm(h, h.shape[1:], eps=case["eps"])
        running = self.running[norm]
        if training:
            mean, var = h.mean(0), h.var(0, unbiased=case["variance"] == "unbiased")
            with torch.no_grad():
                for s, new in zip(running, (mean, h.var(0, unbiased=True))):
                    s.mul_(1 - case["momentum"]).add_(case["momentum"] * new)
        else:
            mean, var = running
        return (h - mean) / torch.sqrt(var + case["eps"])

    def step(self, x, y):
        """Loss, and hidden activations with their gradients kept."""
        for p in self.parameters:
            p.grad = None
        logits, hidden = self.forward(x, training=True)
        for h in hidden:
            h.retain_grad()
        loss = torch.nn.functional.cross_entropy(logits, y)
        loss.backward()
        return loss.item(), hidden

    def update(self):
        with torch.no_grad():
            for p in self.parameters:
                p -= self.case["lr"] * p.grad

    def evaluate(self, x, y):
        with torch.no_grad():
            losses = [
                torch.nn.functional.cross_entropy(self.forward(a, training=False)[0], b, reduction="sum").double()
                for a, b in zip(x.split(8192), y.split(8192))
            ]
        return (sum(losses) / len(y)).item()


def layer_summary(case, h):
    off = (h == 0) if case["act"] == "relu" else (h.abs() > 0.97)
    return {
        "mean": h.mean().item(),
        "std": h.std().item(),
        "saturated": 100 * off.double().mean().item(),
        "gradstd": h.grad.std().item(),
    }


def run(link, case, splits):
    (x, y), (xv, yv), _ = splits[case["context"]]
    generator = torch.Generator().manual_seed(case["seed"])
    single = Network(case, 27, generator)
    double = single.double()
    record = {"link": link, "tensors": [], "losses": [], "losses64": []}
    values = []
    for step in range(STEPS):
        if step == EVALUATED_AFTER:
            for key, network in (("evaluated", single), ("evaluated64", double)):
                record[key] = {"train": network.evaluate(x, y), "val": network.evaluate(xv, yv)}
        chosen = torch.randint(0, len(x), (case["batch"],), generator=generator)
        for network, losses in ((single, record["losses"]), (double, record["losses64"])):
            loss, hidden = network.step(x[chosen], y[chosen])
            losses.append(loss)
            if step == 0 and network is single:
                for name, p in zip(network.names, network.parameters):
                    record["tensors"].append({"name": name, "shape": list(p.shape)})
                values = [p.detach().clone() for p in single.parameters]
            if step == 0 and network is double:
                values += [p.grad.float() for p in double.parameters]
            if step == EVALUATED_AFTER - 1:
                key = "layers" if network is single else "layers64"
                record[key] = [layer_summary(case, h) for h in hidden]
            if step < EVALUATED_AFTER:
                network.update()
    record["params"] = sum(p.numel() for p in single.parameters)
    name = "".join(c if c.isalnum() or c in ".-" else "_" for c in link.removeprefix("preset=").split("&seed")[0])[:60]
    (HERE / "runs").mkdir(exist_ok=True)
    (HERE / "runs" / f"{name}.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
    flat = torch.cat([v.flatten() for v in values]).numpy().astype("<f4")
    (HERE / "runs" / f"{name}.bin").write_bytes(flat.tobytes())
    print(f"{name}: {record['params']} parameters, first loss {record['losses'][0]:.4f}, {record['evaluated']}")


# --- Draws ------------------------------------------------------------------------------------------------------------


def bits(tensor):
    return tensor.numpy().astype("<f4").view("<u4").tolist()


def draws():
    """Calls on one generator each, so that what one call leaves behind shows in the next; f32 as their bits."""

    def sequence(seed, calls):
        g = torch.Generator().manual_seed(seed)
        out = []
        for kind, *args in calls:
            if kind == "rand":
                out.append({"call": "rand", "size": args[0], "bits": bits(torch.rand(args[0], generator=g))})
            elif kind == "randn":
                out.append({"call": "randn", "size": args[0], "bits": bits(torch.randn(args[0], generator=g))})
            else:
                n, size = args
                values = torch.randint(0, n, (size,), generator=g).tolist()
                out.append({"call": "randint", "size": size, "n": n, "values": values})
        return {"seed": seed, "calls": out}

    mixed = [("randn", 3), ("rand", 2), ("randn", 20), ("randn", 5), ("randint", 182625, 9), ("randn", 1), ("randn", 16)]
    return [
        sequence(2147483647, [("randn", n) for n in range(1, 41)]),
        sequence(0, mixed),
        sequence(42, mixed[::-1]),
        sequence(1, [("randn", 100), ("randn", 1000), ("rand", 100)]),
        sequence(4294967295, [("randn", 6000), ("randint", 2, 40), ("randint", 1, 3), ("randint", 2**28 - 1, 40)]),
    ]


def inits():
    """Each initialization of a weight, drawn after an embedding of 15 tokens: the bits of the weight as it is used in
    x @ weight, [n_in, n_out], those of a bias that is drawn, and the next uniform number."""
    init = torch.nn.init

    def kaiming(distribution, fan, gain):
        def fill(w):
            std = gain / math.sqrt(w.shape[1] if fan == "in" else w.shape[0])
            w.normal_(0, std) if distribution == "normal" else w.uniform_(-math.sqrt(3.0) * std, math.sqrt(3.0) * std)
        return fill

    fills = [
        ("xavier_normal", "tanh", lambda w: init.xavier_normal_(w)),
        ("xavier_normal:5/3", "tanh", lambda w: init.xavier_normal_(w, gain=init.calculate_gain("tanh"))),
        ("xavier_uniform", "tanh", lambda w: init.xavier_uniform_(w)),
        ("xavier_uniform:√2", "tanh", lambda w: init.xavier_uniform_(w, gain=init.calculate_gain("relu"))),
        ("kaiming_normal", "relu", lambda w: init.kaiming_normal_(w, nonlinearity="relu")),
        ("kaiming_normal:1.5", "relu", kaiming("normal", "in", 1.5)),
        ("kaiming_uniform", "tanh", lambda w: init.kaiming_uniform_(w, nonlinearity="tanh")),
        ("kaiming_uniform:0.3", "relu", kaiming("uniform", "in", 0.3)),
        ("kaiming_normal_out", "relu", lambda w: init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu")),
        ("kaiming_normal_out:1.5", "tanh", kaiming("normal", "out", 1.5)),
        ("kaiming_uniform_out", "identity", lambda w: init.kaiming_uniform_(w, mode="fan_out", nonlinearity="linear")),
        ("kaiming_uniform_out:0.3", "tanh", kaiming("uniform", "out", 0.3)),
        ("orthogonal", "tanh", lambda w: init.orthogonal_(w)),
        ("orthogonal:√2", "tanh", lambda w: init.orthogonal_(w, gain=math.sqrt(2))),
        ("trunc_normal:0.02", "tanh", lambda w: init.trunc_normal_(w, std=0.02, a=-0.04, b=0.04)),
        ("trunc_normal:1", "tanh", lambda w: init.trunc_normal_(w, std=1.0, a=-2.0, b=2.0)),
        ("zero", "tanh", lambda w: init.zeros_(w)),
    ]
    shapes = [(2, 3), (1, 1), (5, 3), (3, 5), (4, 4), (10, 24), (24, 10), (17, 17)]
    out = []

    def case(name, act, fill, seed, n_in, n_out):
        torch.manual_seed(seed)
        torch.randn(15, n_in)
        with torch.no_grad():
            weight, bias = fill(n_in, n_out)
            weight = bits(weight.T.contiguous().flatten())
        out.append({"init": name, "act": act, "seed": seed, "shape": [n_in, n_out], "weight": weight,
                    "bias": [] if bias is None else bits(bias), "next": bits(torch.rand(1))[0]})

    for name, act, fill in fills:
        for seed, (n_in, n_out) in enumerate(shapes, 7):
            def filled(n_in, n_out, fill=fill):
                weight = torch.empty(n_out, n_in)
                fill(weight)
                return weight, None
            case(name, act, filled, seed, n_in, n_out)
    for seed, (n_in, n_out) in enumerate(shapes, 7):
        case("torch", "tanh", nn_linear_default, seed, n_in, n_out)
    return out


def nn_linear_default(n_in, n_out):
    layer = torch.nn.Linear(n_in, n_out)
    return layer.weight.detach(), layer.bias.detach()


def shuffles():
    out = []
    for seed, n in [(42, 0), (42, 1), (42, 2), (42, 10), (0, 10), (1, 1000), (4294967295, 257), (42, 32257), (42, 32033)]:
        order = list(range(n))
        random.seed(seed)
        random.shuffle(order)
        digest = 0xCBF29CE484222325
        for byte in numpy.array(order, dtype="<u4").tobytes():
            digest = ((digest ^ byte) * 0x100000001B3) & (2**64 - 1)
        out.append({"seed": seed, "n": n, "first": order[:1000], "fnv1a64": f"{digest:016x}"})
    return out


# --- Optimizers -------------------------------------------------------------------------------------------------------

# Keys of a link, and the same for torch: class, its arguments, norm to clip to, and the factor of the rate at a step.
OPTIMIZERS = {
    "lr=0.1&decay=0.1": ("SGD", dict(lr=0.1, weight_decay=0.1), None, None),
    "lr=0.3&clip=2.5": ("SGD", dict(lr=0.3), 2.5, None),
    "lr=0.1&opt=momentum:0.9": ("SGD", dict(lr=0.1, momentum=0.9), None, None),
    "lr=0.05&opt=momentum:0.5&decay=0.01&clip=1": ("SGD", dict(lr=0.05, momentum=0.5, weight_decay=0.01), 1.0, None),
    "lr=0.1&opt=nesterov:0.9&decay=0.001": (
        "SGD", dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.001), None, None),
    "lr=0.01&opt=adam": ("Adam", dict(lr=0.01), None, None),
    "lr=0.02&opt=adam&betas=0.3,0.9&opteps=0.001&decay=0.1": (
        "Adam", dict(lr=0.02, betas=(0.3, 0.9), eps=0.001, weight_decay=0.1), None, None),
    "lr=0.05,cosine:15&warmup=5&opt=adamw": (
        "AdamW", dict(lr=0.05), None,
        lambda t: min(1.0, (t + 1) / 5) * (0.5 * (1 + math.cos(math.pi * min(t, 15) / 15)))),
    "lr=0.05,7:0.01&warmup=3&opt=adamw&decay=0.3&clip=2": (
        "AdamW", dict(lr=0.05, weight_decay=0.3), 2.0,
        lambda t: min(1.0, (t + 1) / 3) * (1.0 if t < 7 else 0.2)),
}


def optimizers():
    """20 steps of each optimizer with drawn gradients: every rate and norm, the parameters after 5 and 20, the state."""
    g = torch.Generator().manual_seed(1)
    shapes, steps = [(7, 5), (5,), (3, 1)], 20
    initial = [torch.randn(shape, generator=g) for shape in shapes]
    # Sizes from 0.01 to 1, so that clipping is needed in some steps only.
    sizes = [10 ** (-2 + 2 * (t * 7 % steps) / (steps - 1)) for t in range(steps)]
    gradients = [[torch.randn(shape, generator=g) * size for shape in shapes] for size in sizes]
    flat = lambda tensors: bits(torch.cat([t.detach().flatten() for t in tensors]))
    cases = []
    for link, (name, arguments, clip, factor) in OPTIMIZERS.items():
        parameters = [p.clone().requires_grad_(True) for p in initial]
        optimizer = getattr(torch.optim, name)(parameters, **arguments)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor or (lambda t: 1.0))
        case = {"link": link, "rates": [], "norms": [], "after": {}}
        for t in range(steps):
            for p, gradient in zip(parameters, gradients[t]):
                p.grad = gradient.clone()
            if clip is not None:
                case["norms"].append(torch.nn.utils.clip_grad_norm_(parameters, clip).item())
            case["rates"].append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
            if t + 1 in (5, 20):
                case["after"][t + 1] = flat(parameters)
        states = [optimizer.state[p] for p in parameters]
        names = {"momentum_buffer": "momentum", "exp_avg": "exp_avg", "exp_avg_sq": "exp_avg_sq"}
        case["state"] = {ours: flat(s[key] for s in states) for key, ours in names.items()
                         if states[0].get(key) is not None}
        cases.append(case)
    record = {"torch": torch.__version__, "initial": flat(initial), "gradients": [flat(g) for g in gradients], "cases": cases}
    (HERE / "optimizers.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")


# --- The lecture's own text -------------------------------------------------------------------------------------------


def lecture():
    """Split sizes of makemore's names, and the first loss of each preset on them."""
    lines, _, token = read_text("makemore.txt")
    splits = [examples(part, token, 3) for part in split_lines(lines)]
    x, y = splits[0]
    first = {}
    for link, case in CASES.items():
        name = link.removeprefix("preset=")
        if name == link or "&" in link:
            continue
        generator = torch.Generator().manual_seed(case["seed"])
        network = Network(case, 27, generator)
        chosen = torch.randint(0, len(x), (case["batch"],), generator=generator)
        first[name] = network.step(x[chosen], y[chosen])[0]
    record = {"torch": torch.__version__, "lines": len(lines), "examples": [len(y) for _, y in splits], "first": first}
    (HERE / "lecture.json").write_text(json.dumps(record, indent=2) + "\n")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    lecture()
    lines, characters, token = read_text("../../www/text/names.txt")
    parts = split_lines(lines)
    splits = {t: [examples(part, token, t) for part in parts] for t in sorted({c["context"] for c in CASES.values()})}
    facts = {"torch": torch.__version__, "lines": len(lines), "characters": "".join(characters), "splits": []}
    for x, y in splits[3]:
        ends = [*range(5), *range(-5, 0)]
        facts["splits"].append({"examples": len(x), "ends": [[x[i].tolist(), y[i].item()] for i in ends]})
    (HERE / "text.json").write_text(json.dumps(facts, separators=(",", ":")) + "\n")
    record = {"torch": torch.__version__, "sequences": draws(), "shuffles": shuffles()}
    (HERE / "random.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
    record = {"torch": torch.__version__, "cases": inits()}
    (HERE / "init.json").write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    optimizers()
    for link, case in CASES.items():
        run(link, case, splits)


if __name__ == "__main__":
    main()
