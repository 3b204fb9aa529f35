"""Makes recipes/ with PyTorch's own pieces: see README.md. With a word, only the recipes whose names contain it.

Initializations are those of torch.nn.init, norms and linear layers those of torch.nn, optimizers those of torch.optim, and
gradients are clipped by torch.nn.utils.clip_grad_norm_. What PyTorch lacks is written out: the lecture's variance, LSUV, the
gains of gelu, gelu_tanh, silu, elu and softplus.
"""

import functools
import json
import math
import pathlib
import sys

import scipy.integrate
import torch
import torch.nn.functional as F
from torch import nn

import make

FOLDER = pathlib.Path(__file__).parent / "recipes"
THRESHOLD = 0.97

NAIVE = dict(context="3", emb="10", hidden="200", act="tanh", w="std:1", out="std:1", b="std:1", outb="std:1", norm="none",
             outnorm="none", eps="1e-5", momentum="0.1", variance="unbiased", res="none", branch="1", batch="32",
             lr="0.1,100000:0.01", warmup="0", opt="sgd", betas="0.9,0.999", opteps="1e-8", decay="default", clip="none",
             seed="2147483647")
DEEP = dict(NAIVE, hidden="100x5", w="gain:1", out="gain:0.1", b="zero", outb="zero", lr="0.1,150000:0.01")
PRESETS = {
    "naive": NAIVE,
    "kaiming": dict(NAIVE, w="gain:5/3", out="std:0.01", b="std:0.01", outb="std:0"),
    "deep-gain-1": DEEP,
    "deep-batchnorm": dict(DEEP, out="gain:1", b="none", outb="none", norm="batch", outnorm="0.1"),
}

RECIPES = {
    # Recipes that are used together, as in the papers and libraries that made them known.
    "gpt-2": "preset=deep-gain-1&hidden=24x12&act=gelu_tanh&w=std:0.02&out=std:0.02&outb=none&norm=layer&res=pre"
             "&branch=depth&lr=0.003,cosine:1000&warmup=100&opt=adamw&betas=0.9,0.95&decay=0.1&clip=1&seed=1",
    "llama": "preset=deep-gain-1&hidden=24x8&act=silu&w=xavier_uniform&out=xavier_normal&b=none&outb=none&norm=rms"
             "&eps=1e-6&res=pre&lr=0.003,cosine:2000&warmup=50&opt=adamw&betas=0.9,0.95&clip=1&seed=2",
    "bert": "preset=deep-gain-1&hidden=32x4&act=gelu&w=trunc_normal:0.02&out=trunc_normal:0.02&norm=layer&res=post"
            "&lr=0.002&warmup=200&opt=adam&seed=3",
    "resnet": "preset=deep-gain-1&hidden=16x4&act=relu&w=kaiming_normal&out=torch&b=none&outb=torch&norm=batch"
              "&variance=biased&res=post&batch=8&lr=0.005,600:0.001&opt=momentum:0.9&decay=1e-4&seed=4",
    "skip-init": "preset=deep-gain-1&hidden=24x16&act=elu&w=kaiming_uniform&out=kaiming_uniform:1&res=pre"
                 "&branch=learned:0&lr=0.01&opt=nesterov:0.9&seed=5",
    "self-normalizing": "preset=deep-gain-1&hidden=24x5&act=selu&w=kaiming_normal&out=kaiming_normal&batch=8"
                        "&lr=0.002&opt=momentum:0.8&seed=60",
    "lsuv-tanh": "preset=deep-gain-1&hidden=40x5&w=lsuv&out=orthogonal:0.1&lr=0.05&seed=7",
    "lsuv-relu": "hidden=24,30,20&act=relu&w=lsuv&out=lsuv&b=torch&outb=zero&batch=8&lr=0.05&clip=2&seed=8",
    "lsuv-normed-branches": "preset=deep-gain-1&hidden=24x4&act=gelu&w=lsuv&out=lsuv&b=std:0.1&norm=batch&res=pre&branch=0.5"
                            "&lr=0.05&seed=9",
    "isometry": "preset=deep-gain-1&hidden=32x8&act=identity&w=orthogonal&out=orthogonal&b=none&outb=prior&lr=0.02&seed=10",
    "torch": "hidden=48,24&act=relu&w=torch&out=torch&b=torch&outb=torch&batch=8&lr=0.001&opt=adam&seed=11",
    # Initializations.
    "orthogonal-wide-and-tall": "hidden=20,64,20&w=orthogonal:5/3&out=orthogonal:0.3&b=std:0.1&outb=none&lr=0.03&seed=12",
    "xavier-normal": "hidden=40x3&w=xavier_normal:5/3&out=xavier_normal:0.5&b=zero&outb=prior&lr=0.05&seed=13",
    "xavier-uniform": "hidden=40,30&act=sigmoid&w=xavier_uniform:4&out=xavier_uniform:0.5&b=zero&outb=zero&lr=0.05"
                      "&opt=nesterov:0.5&seed=14",
    "kaiming-out": "hidden=40,30&act=leaky_relu&w=kaiming_normal_out&out=kaiming_normal_out:0.5&b=zero&outb=zero&batch=8"
                   "&lr=0.05&decay=0.001&seed=15",
    "kaiming-uniform-out": "hidden=20,40,36&act=elu&w=kaiming_uniform_out&out=kaiming_uniform_out:0.7&b=zero&outb=zero"
                           "&norm=rms&lr=0.003&opt=adam&betas=0.8,0.99&opteps=1e-4&seed=16",
    "kaiming-elu": "hidden=40x4&act=elu&w=kaiming_normal&out=kaiming_uniform_out&b=torch&outb=prior&lr=0.03&seed=17",
    "kaiming-softplus": "hidden=36x3&act=softplus&w=kaiming_normal:0.5&out=kaiming_normal:0.2&b=zero&outb=zero&lr=0.002"
                        "&opt=adamw&decay=0&seed=18",
    "zeros": "hidden=36&w=zero&out=zero&b=std:0.5&outb=zero&lr=0.1&opt=momentum:0.5&seed=19",
    "unigram": "hidden=40x2&act=relu&w=kaiming_normal:7/5&out=zero&b=zero&outb=prior&batch=9&lr=0.1,cosine:1500"
               "&seed=20",
    "short-draws": "context=1&emb=2&hidden=3,2&w=kaiming_normal&out=kaiming_uniform:1&b=torch&outb=std:0.5&lr=0.1"
                   "&warmup=10&seed=21",
    # Activations without a norm, where their whole range counts.
    "gelu": "preset=deep-gain-1&hidden=32x5&act=gelu&w=kaiming_uniform&b=std:0.2&lr=0.05&seed=22",
    "silu": "preset=deep-gain-1&hidden=32x5&act=silu&w=kaiming_normal:1.6765&b=std:0.2&lr=0.05&clip=0.5&seed=23",
    "leaky-relu": "preset=deep-gain-1&context=16&emb=3&hidden=24x3&act=leaky_relu&w=kaiming_uniform:1&out=gain:1&batch=16"
                  "&lr=0.05&opt=momentum:0.7&clip=1&seed=24",
    "sigmoid": "preset=kaiming&hidden=40&act=sigmoid&w=trunc_normal:0.5&out=trunc_normal:0.1&lr=0.5,cosine:800&seed=25",
    # Norms and residual connections.
    "groups-post": "preset=deep-gain-1&hidden=32x4&act=silu&w=kaiming_normal&out=gain:1&norm=group:4&res=post&branch=depth"
                   "&lr=0.1&seed=26",
    "groups-widths": "preset=deep-gain-1&hidden=30,24&w=xavier_uniform&out=gain:1&norm=group:3&eps=1e-3&lr=0.1&decay=0.01"
                     "&seed=27",
    "groups-pre": "preset=deep-gain-1&hidden=24x6&act=gelu_tanh&w=orthogonal&out=gain:1&norm=group:1&res=pre"
                  "&branch=learned:0.2&lr=0.003&opt=adam&decay=0.001&seed=28",
    "rms-post": "preset=deep-gain-1&hidden=28x5&act=softplus&w=orthogonal&out=gain:1&norm=rms&outnorm=0.3&res=post"
                "&branch=0.7&lr=0.05&warmup=100&opt=momentum:0.9&seed=29",
    "batch-pre-widths": "preset=deep-gain-1&hidden=32,24,24,24,16,16&act=silu&w=kaiming_normal&out=gain:1&b=none"
                        "&norm=batch&outnorm=0.5&eps=1e-4&momentum=0.05&res=pre&branch=learned:1&lr=0.05,400:0.1,700:0.02"
                        "&seed=30",
    "layer-post-widths": "preset=deep-gain-1&hidden=20,32,32,20,20&w=xavier_normal&out=gain:1&b=torch&norm=layer&res=post"
                         "&branch=learned:0.5&lr=0.002,cosine:900&opt=adamw&opteps=1e-6&clip=0.5&seed=31",
    "batch-none": "preset=deep-batchnorm&hidden=20x2&act=selu&w=trunc_normal:0.2&batch=16&lr=0.003&opt=adam&seed=32",
    "branches-alone": "preset=deep-gain-1&hidden=24x12&w=kaiming_uniform_out:1&res=pre&branch=depth&lr=0.05"
                      "&clip=1&seed=33",
    "post-alone": "preset=deep-gain-1&hidden=24x6&w=xavier_normal&out=xavier_uniform&res=post&branch=0.3&lr=0.05,500:0.02"
                  "&warmup=20&opt=nesterov:0.9&seed=34",
}


def number(text):
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)


def widths(text):
    runs = [run.split("x") for run in text.split(",")]
    return [int(width) for width, *count in runs for _ in range(int(*count) if count else 1)]


def read(link):
    keys = dict(part.split("=") for part in link.split("&"))
    preset = PRESETS[keys.pop("preset", "naive")]
    assert list(keys) == [key for key in preset if key in keys], f"{link}: the order of keys"
    assert all(preset[key] != value for key, value in keys.items()), f"{link}: a value of the preset"
    return {**preset, **keys}


# --- Activations ------------------------------------------------------------------------------------------------------

ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": torch.clone,
    "sigmoid": torch.sigmoid,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "gelu_tanh": functools.partial(F.gelu, approximate="tanh"),
    "silu": F.silu,
    "softplus": F.softplus,
}
# The names of those that nn.init knows by the same gain; that of selu is 1 as in its paper, not 3/4.
NONLINEARITIES = {"tanh": "tanh", "relu": "relu", "leaky_relu": "leaky_relu", "sigmoid": "sigmoid", "identity": "linear"}
SLOPE = 0.01  # of leaky_relu for negative values


@functools.cache
def recommended_gain(act):
    if act in NONLINEARITIES:
        return nn.init.calculate_gain(NONLINEARITIES[act], SLOPE)
    if act == "selu":
        return 1.0
    density = lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    square = lambda z: ACTIVATIONS[act](torch.tensor(z, dtype=torch.float64)).item() ** 2 * density(z)
    mean_square = sum(scipy.integrate.quad(square, *limits, epsabs=1e-12)[0] for limits in ((-12, 0), (0, 12)))
    return float(f"{1 / math.sqrt(mean_square):.5g}")


def saturated(act, x, h):
    """Of a layer whose activation has the inputs `x` and the outputs `h`."""
    if act in ("tanh", "identity"):
        return h.abs() > THRESHOLD
    if act == "sigmoid":
        return (h < (1 - THRESHOLD) / 2) | (h > (1 + THRESHOLD) / 2)
    if act == "relu":
        return h == 0
    x = x.detach().requires_grad_()
    (slope,) = torch.autograd.grad(ACTIVATIONS[act](x).sum(), x)
    return slope.abs() < 1 - THRESHOLD


# --- Initialization ---------------------------------------------------------------------------------------------------


def init_weight(text, act, n_out, n_in, g, dtype):
    """A weight [n_out × n_in], as nn.Linear's: drawn in f32, but for f64 what LAPACK makes of the draws is computed in f64."""
    kind, _, value = text.partition(":")
    value = number(value) if value else None
    w = torch.empty(n_out, n_in)
    if kind in ("std", "gain"):
        # The lecture's, drawn as [n_in × n_out].
        std = value if kind == "std" else value / n_in**0.5
        w = (torch.randn(n_in, n_out, generator=g) * torch.tensor(std, dtype=torch.float32)).T
    elif kind == "xavier_normal":
        nn.init.xavier_normal_(w, 1.0 if value is None else value, generator=g)
    elif kind == "xavier_uniform":
        nn.init.xavier_uniform_(w, 1.0 if value is None else value, generator=g)
    elif kind.startswith("kaiming_"):
        mode = "fan_out" if kind.endswith("_out") else "fan_in"
        is_normal = kind.startswith("kaiming_normal")
        if value is None and act in NONLINEARITIES:
            fill = nn.init.kaiming_normal_ if is_normal else nn.init.kaiming_uniform_
            fill(w, SLOPE, mode, NONLINEARITIES[act], generator=g)
        else:
            std = (recommended_gain(act) if value is None else value) / math.sqrt(n_in if mode == "fan_in" else n_out)
            bound = math.sqrt(3.0) * std
            w.normal_(0, std, generator=g) if is_normal else w.uniform_(-bound, bound, generator=g)
    elif kind in ("orthogonal", "lsuv"):
        gain = 1.0 if value is None else value
        if dtype == torch.float32:
            nn.init.orthogonal_(w, gain, generator=g)
        else:
            w = orthogonal(w.normal_(generator=g).double()) * gain
    elif kind == "trunc_normal":
        nn.init.trunc_normal_(w, std=value, a=-2 * value, b=2 * value, generator=g)
    elif kind == "torch":
        nn.init.kaiming_uniform_(w, math.sqrt(5), generator=g)
    else:
        assert kind == "zero", text
        nn.init.zeros_(w)
    return w.to(dtype)


def orthogonal(w):
    """What nn.init.orthogonal_ makes of its draws."""
    rows, columns = w.shape
    q, r = torch.linalg.qr(w.T if rows < columns else w)
    q = q * r.diag().sign()
    return q.T if rows < columns else q


def init_bias(text, n_out, n_in, prior, g, dtype):
    kind, _, value = text.partition(":")
    bias = torch.zeros(n_out)
    if kind == "std":
        bias = torch.randn(n_out, generator=g) * torch.tensor(number(value), dtype=torch.float32)
    elif kind == "torch":
        nn.init.uniform_(bias, -1 / math.sqrt(n_in), 1 / math.sqrt(n_in), generator=g)
    elif kind == "prior":
        bias = prior.float()
    else:
        assert kind == "zero", text
    return bias.to(dtype)


# --- The network ------------------------------------------------------------------------------------------------------


class LectureBatchNorm(nn.BatchNorm1d):
    """nn.BatchNorm1d that normalizes with the unbiased variance."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            self.running_mean += self.momentum * (x.mean(0) - self.running_mean)
            self.running_var += self.momentum * (x.var(0) - self.running_var)
        return (x - x.mean(0)) / torch.sqrt(x.var(0) + self.eps) * self.weight + self.bias


def new_norm(recipe, width, dtype):
    kind, _, groups = recipe["norm"].partition(":")
    eps = number(recipe["eps"])
    if kind == "batch":
        batch_norm = nn.BatchNorm1d if recipe["variance"] == "biased" else LectureBatchNorm
        return batch_norm(width, eps, number(recipe["momentum"]), dtype=dtype)
    if kind == "layer":
        return nn.LayerNorm(width, eps, dtype=dtype)
    if kind == "rms":
        return nn.RMSNorm(width, eps, dtype=dtype)
    if kind == "group":
        return nn.GroupNorm(int(groups), width, eps, dtype=dtype)
    assert kind == "none", kind
    return None


def new_linear(recipe, weight, bias, n_in, n_out, prior, g, dtype):
    linear = nn.Linear(n_in, n_out, bias=recipe[bias] != "none", dtype=dtype)
    with torch.no_grad():
        linear.weight.copy_(init_weight(recipe[weight], recipe["act"], n_out, n_in, g, dtype))
        if linear.bias is not None:
            linear.bias.copy_(init_bias(recipe[bias], n_out, n_in, prior, g, dtype))
    return linear


class Layer(nn.Module):
    """A hidden layer; `x` and `h` are the inputs and outputs of its last activation."""

    def __init__(self, recipe, is_first, n_in, n_out, g, dtype):
        super().__init__()
        self.activation = ACTIVATIONS[recipe["act"]]
        self.residual = recipe["res"] if n_in == n_out and not is_first else "none"
        self.linear = new_linear(recipe, "w", "b", n_in, n_out, None, g, dtype)
        self.norm = new_norm(recipe, n_out, dtype)
        self.branch = 1.0
        if self.residual != "none":
            kind, _, start = recipe["branch"].partition(":")
            if kind == "learned":
                self.branch = nn.Parameter(torch.full((1,), number(start), dtype=dtype))
            elif kind == "depth":
                self.branch = 1 / math.sqrt(len(widths(recipe["hidden"])))
            else:
                self.branch = number(kind)

    def normalized(self, x):
        return x if self.norm is None else self.norm(x)

    def activated(self, x):
        self.x = x
        self.h = self.activation(x)
        return self.h

    def forward(self, x):
        if self.residual == "pre":
            return x + self.branch * self.activated(self.linear(self.normalized(x)))
        if self.residual == "post":
            return self.normalized(x + self.branch * self.activated(self.linear(x)))
        return self.activated(self.normalized(self.linear(x)))

    def before_linear(self, x):
        return self.normalized(x) if self.residual == "pre" else x


class Network(nn.Module):
    def __init__(self, recipe, vocabulary, prior, g, dtype):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(
            torch.randn(vocabulary, int(recipe["emb"]), generator=g).to(dtype), freeze=False)
        n_in = int(recipe["context"]) * int(recipe["emb"])
        self.layers = nn.ModuleList()
        for width in widths(recipe["hidden"]):
            self.layers.append(Layer(recipe, not self.layers, n_in, width, g, dtype))
            n_in = width
        self.final_norm = new_norm(recipe, n_in, dtype) if recipe["res"] == "pre" else None
        self.output = new_linear(recipe, "out", "outb", n_in, vocabulary, prior, g, dtype)
        self.output_norm = None
        if recipe["outnorm"] != "none":
            self.output_norm = new_norm(recipe, vocabulary, dtype)
            nn.init.constant_(self.output_norm.weight, number(recipe["outnorm"]))

    def forward(self, x):
        x = self.embedding(x).flatten(1)
        for layer in self.layers:
            x = layer(x)
        if self.final_norm is not None:
            x = self.final_norm(x)
        x = self.output(x)
        return x if self.output_norm is None else self.output_norm(x)

    def named(self):
        """Every parameter with its name, and whether the crate stores it transposed."""

        def of_norm(norm, place):
            if norm is not None:
                yield f"gain{place}", norm.weight, False
                if getattr(norm, "bias", None) is not None:
                    yield f"bias{place}", norm.bias, False

        def of_linear(linear, place):
            yield f"W{place}", linear.weight, True
            if linear.bias is not None:
                yield f"b{place}", linear.bias, False

        yield "C", self.embedding.weight, False
        for i, layer in enumerate(self.layers, 1):
            yield from of_linear(layer.linear, i)
            yield from of_norm(layer.norm, i)
            if isinstance(layer.branch, nn.Parameter):
                yield f"branch{i}", layer.branch, False
        yield from of_norm(self.final_norm, "_final")
        yield from of_linear(self.output, len(self.layers) + 1)
        yield from of_norm(self.output_norm, len(self.layers) + 1)

    @torch.no_grad()
    def scale_layers(self, recipe, x):
        """LSUV on the contexts `x`: each linear layer in order, until its outputs have variance 1."""
        running = {name: buffer.clone() for name, buffer in self.named_buffers()}

        def scale(linear, x):
            for _ in range(10):
                variance = linear(x).double().var(unbiased=False)
                if abs(variance - 1) < 0.01:
                    break
                linear.weight /= variance.sqrt()

        x = self.embedding(x).flatten(1)
        for layer in self.layers:
            if recipe["w"] == "lsuv":
                scale(layer.linear, layer.before_linear(x))
            x = layer(x)
        if recipe["out"] == "lsuv":
            scale(self.output, x if self.final_norm is None else self.final_norm(x))
        for name, buffer in self.named_buffers():
            buffer.copy_(running[name])

    def step(self, x, y):
        """The loss; gradients are kept, those at the activations too."""
        self.train()
        self.zero_grad()
        logits = self(x)
        for layer in self.layers:
            layer.h.retain_grad()
        loss = F.cross_entropy(logits, y)
        loss.backward()
        return loss.item()

    @torch.no_grad()
    def evaluate(self, x, y):
        self.eval()
        parts = zip(x.split(8192), y.split(8192))
        losses = [F.cross_entropy(self(a), b, reduction="sum").double() for a, b in parts]
        return (sum(losses) / len(y)).item()

    def summaries(self, act):
        return [{
            "mean": layer.h.mean().item(),
            "std": layer.h.std().item(),
            "saturated": 100 * saturated(act, layer.x, layer.h).double().mean().item(),
            "gradstd": layer.h.grad.std().item(),
        } for layer in self.layers]


# --- Training ---------------------------------------------------------------------------------------------------------


def new_optimizer(recipe, parameters):
    kind, _, momentum = recipe["opt"].partition(":")
    decay = (0.01 if kind == "adamw" else 0.0) if recipe["decay"] == "default" else number(recipe["decay"])
    if kind in ("adam", "adamw"):
        adam = torch.optim.Adam if kind == "adam" else torch.optim.AdamW
        betas = tuple(number(beta) for beta in recipe["betas"].split(","))
        return adam(parameters, betas=betas, eps=number(recipe["opteps"]), weight_decay=decay, foreach=False)
    momentum = number(momentum) if momentum else 0.0
    return torch.optim.SGD(parameters, momentum=momentum, nesterov=kind == "nesterov", weight_decay=decay, foreach=False)


def rate(recipe, t):
    """The learning rate of step `t`."""
    first, *rest = recipe["lr"].split(",")
    value, factor = number(first), 1.0
    for step, changed in (change.split(":") for change in rest):
        if step == "cosine":
            factor = 0.5 * (1 + math.cos(math.pi * min(t, int(changed)) / int(changed)))
        elif t >= int(step):
            value = number(changed)
    warmup = int(recipe["warmup"])
    return value * factor * (min(1.0, (t + 1) / warmup) if warmup else 1.0)


def update(network, optimizer, recipe, t):
    if recipe["clip"] != "none":
        nn.utils.clip_grad_norm_(network.parameters(), number(recipe["clip"]))
    for group in optimizer.param_groups:
        group["lr"] = rate(recipe, t)
    optimizer.step()


def digits(value, count):
    if isinstance(value, dict):
        return {key: digits(v, count) for key, v in value.items()}
    return [digits(v, count) for v in value] if isinstance(value, list) else float(f"{value:.{count}g}")


def run(name, link, splits):
    recipe = read(link)
    (x, y), (xv, yv), _ = splits[int(recipe["context"])]
    prior = torch.log(torch.bincount(y, minlength=27).clamp(min=1).double() / len(y))
    networks, generators = [], []
    for dtype in (torch.float32, torch.float64):
        g = torch.Generator().manual_seed(int(recipe["seed"]))
        network = Network(recipe, 27, prior, g, dtype)
        if "lsuv" in (recipe["w"], recipe["out"]):
            first = torch.randint(0, len(x), (int(recipe["batch"]),), generator=g.clone_state())
            network.scale_layers(recipe, x[first])
        networks.append(network)
        generators.append(g)
    single, double = networks
    g, other = generators
    assert torch.equal(g.get_state(), other.get_state()), "the f64 network draws what the f32 network draws"

    optimizers = [new_optimizer(recipe, list(network.parameters())) for network in networks]
    stored = lambda tensor, is_transposed: (tensor.T if is_transposed else tensor).detach().float().clone()
    tensors = [(key, stored(p, is_transposed)) for key, p, is_transposed in single.named()]
    assert len(tensors) == len(list(single.parameters()))
    record = {"link": link, "tensors": [{"name": key, "shape": list(t.shape)} for key, t in tensors]}
    losses, evaluated, layers = ([], []), [], []
    values = [t for _, t in tensors]
    for t in range(make.STEPS):
        chosen = torch.randint(0, len(x), (int(recipe["batch"]),), generator=g)
        for network, optimizer, lost in zip(networks, optimizers, losses):
            if t == make.EVALUATED_AFTER:
                evaluated.append({"train": network.evaluate(x, y), "val": network.evaluate(xv, yv)})
            lost.append(network.step(x[chosen], y[chosen]))
            if t == 0 and network is double:
                values += [stored(p.grad, is_transposed) for _, p, is_transposed in double.named()]
            if t == make.EVALUATED_AFTER - 1:
                layers.append(network.summaries(recipe["act"]))
            if t < make.EVALUATED_AFTER:
                update(network, optimizer, recipe, t)
    for what, (of_single, of_double) in (("losses", losses), ("evaluated", evaluated), ("layers", layers)):
        record[what], record[f"{what}64"] = digits(of_single, 9), digits(of_double, 12)
    record["params"] = sum(p.numel() for p in single.parameters())
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n")
    flat = torch.cat([v.flatten() for v in values]).numpy().astype("<f4")
    (FOLDER / f"{name}.bin").write_bytes(flat.tobytes())
    distances = [abs(a - b) for a, b in zip(*losses)]
    print(f"{name}: {record['params']} parameters, loss {losses[0][0]:.4f} to {sum(losses[0][-100:]) / 100:.4f}, "
          f"f32 from f64 {distances[0]:.1e} at first, {max(distances):.1e} at most", flush=True)


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = {name: link for name, link in RECIPES.items() if word in name}
    lines, _, token = make.read_text("../../www/text/names.txt")
    parts = make.split_lines(lines)
    contexts = sorted({int(read(link)["context"]) for link in chosen.values()})
    splits = {context: [make.examples(part, token, context) for part in parts] for context in contexts}
    for name, link in chosen.items():
        run(name, link, splits)


if __name__ == "__main__":
    main()
