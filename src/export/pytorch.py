"""A character-level MLP on the CPU, as in the third makemore lecture.

initscope trains the same network:
    $link$
It draws random numbers as PyTorch does, so the split, the initial weights and the minibatches are
the same here, and so are the losses, but for rounding.

#if !file
    python mlp.py             # 1000 steps
    python mlp.py 200000      # as many as you like

The text is at the end, from line $line$ on.
#else
    python mlp.py --text FILE             # 1000 steps
    python mlp.py --text FILE 200000      # as many as you like

The text has $bytes$ bytes, too many to stand here.
#end
"""

import argparse
import json
import math
import random
#if file
import sys
import zlib
#end

import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("steps", type=int, nargs="?", default=1000, help="how many steps to train")
#if file
parser.add_argument("--text", default="text.txt", help="the file of the text")
#end
parser.add_argument("--json", action="store_true", help="end with every loss and figure as JSON")
args = parser.parse_args(None if "__file__" in globals() else [])  # none in a notebook
if args.steps < 1:
    parser.error(f"steps: expected 1 or more, got {args.steps}")

#if deep

class Linear:

#if b=none outb=none
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, x):
        self.out = x @ self.weight
        return self.out

    def parameters(self):
        return [self.weight]
#else
    def __init__(self, weight, bias$mixed?=None$):
        self.weight = weight
        self.bias = bias

    def __call__(self, x):
#if mixed
        self.out = x @ self.weight
        if self.bias is not None:
            self.out = self.out + self.bias
#else
        self.out = x @ self.weight + self.bias
#end
        return self.out

    def parameters(self):
        return [self.weight$mixed?] + ([] if self.bias is None else [self.bias])$$!mixed?, self.bias]$
#end


#if norm=batch
class BatchNorm1d:

    def __init__(self, dim, eps=$eps$, momentum=$momentum$):
        self.eps = eps
        self.momentum = momentum
        self.training = True
        # parameters (trained with backprop)
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        # buffers (trained with a running 'momentum update')
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        if self.training:
            xmean = x.mean(0, keepdim=True)  # batch mean
#if variance=biased
            xvar = x.var(0, keepdim=True, unbiased=False)  # batch variance, as torch.nn.BatchNorm1d
#else
            xvar = x.var(0, keepdim=True)  # batch variance (unbiased)
#end
        else:
            xmean = self.running_mean
            xvar = self.running_var
        xhat = (x - xmean) / torch.sqrt(xvar + self.eps)  # normalize to unit variance
        self.out = self.gamma * xhat + self.beta
        if self.training:
            with torch.no_grad():
#if variance=biased
                xvar = x.var(0, keepdim=True)  # the running one is unbiased all the same
#end
                self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * xmean
                self.running_var = (1 - self.momentum) * self.running_var + self.momentum * xvar
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


#end
#if norm=layer
class LayerNorm:

    def __init__(self, dim, eps=$eps$):
        self.eps = eps
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)

    def __call__(self, x):
        xmean = x.mean(1, keepdim=True)  # of each example
        xvar = x.var(1, keepdim=True, unbiased=False)  # as torch.nn.LayerNorm
        xhat = (x - xmean) / torch.sqrt(xvar + self.eps)  # normalize to unit variance
        self.out = self.gamma * xhat + self.beta
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


#end
#if act!=identity
class $act=tanh?Tanh$$act=relu?ReLU$:

    def __call__(self, x):
        self.out = torch.$act$(x)
        return self.out

    def parameters(self):
        return []


#end
#else

#end
def main(words):
    # The vocabulary: 0 starts and ends every item, the characters count from 1.
    chars = sorted(set("".join(words)))
    stoi = {s: i + 1 for i, s in enumerate(chars)}
    vocab_size = len(chars) + 1

    # The dataset: which character follows each context.
    block_size = $context$  # context length

    def build_dataset(words):
        X, Y = [], []
        for w in words:
            context = [0] * block_size
            for ix in [stoi[ch] for ch in w] + [0]:
                X.append(context)
                Y.append(ix)
                context = context[1:] + [ix]  # crop and append
        return torch.tensor(X), torch.tensor(Y)

    random.seed(42)
    random.shuffle(words)
    n1 = int(0.8 * len(words))
    n2 = int(0.9 * len(words))
    Xtr, Ytr = build_dataset(words[:n1])  # 80 %
    Xdev, Ydev = build_dataset(words[n1:n2])  # 10 %; the last 10 % are the test split

    # The network: the order of the draws is that of the lecture.
    n_embd = $emb$  # numbers an embedded character has
#if !deep
    n_hidden = $hidden$  # neurons of the hidden layer
#end
    g = torch.Generator().manual_seed($seed$)
    C = torch.randn((vocab_size, n_embd), generator=g)
#if !deep
    W1 = torch.randn((n_embd * block_size, n_hidden), generator=g) * $w of (n_embd * block_size)$
#if b=zero
    b1 = torch.zeros(n_hidden)
#end
#if b=std:
    b1 = torch.randn(n_hidden, generator=g) * $b$
#end
    W2 = torch.randn((n_hidden, vocab_size), generator=g) * $out of n_hidden$
#if outb=zero
    b2 = torch.zeros(vocab_size)
#end
#if outb=std:
    b2 = torch.randn(vocab_size, generator=g) * $outb$
#end
#if norm=batch
    # batch norm: gain and bias are trained, the running statistics are for evaluation
    bngain = torch.ones((1, n_hidden))
    bnbias = torch.zeros((1, n_hidden))
    bnmean_running = torch.zeros((1, n_hidden))
    bnvar_running = torch.ones((1, n_hidden))
#end
#if norm=layer
    # layer norm
    lngain = torch.ones((1, n_hidden))
    lnbias = torch.zeros((1, n_hidden))
#end
#if norm!=none
    eps = $eps$
#end
#if norm=batch
    momentum = $momentum$
#end
    parameters = [C, W1$b!=none?, b1$, W2$outb!=none?, b2$$norm=batch?, bngain, bnbias$$norm=layer?, lngain, lnbias$]
#else
    layers = []
    fan_in = n_embd * block_size
    for fan_out in [$hidden$]:
        weight = torch.randn((fan_in, fan_out), generator=g) * $w of fan_in$
#if b=zero
        bias = torch.zeros(fan_out)
#end
#if b=std:
        bias = torch.randn(fan_out, generator=g) * $b$
#end
        layers.append(Linear(weight$b!=none?, bias$))
#if norm=batch
        layers.append(BatchNorm1d(fan_out))
#end
#if norm=layer
        layers.append(LayerNorm(fan_out))
#end
#if act!=identity
        layers.append($act=tanh?Tanh$$act=relu?ReLU$())
#end
        fan_in = fan_out
    weight = torch.randn((fan_in, vocab_size), generator=g) * $out of fan_in$
#if outb=zero
    bias = torch.zeros(vocab_size)
#end
#if outb=std:
    bias = torch.randn(vocab_size, generator=g) * $outb$
#end
    layers.append(Linear(weight$outb!=none?, bias$))
#if outnorm!=none
    layers.append($norm=batch?BatchNorm1d$$norm=layer?LayerNorm$(vocab_size))
    layers[-1].gamma *= $outnorm$  # the last layer: make it less confident
#end
    parameters = [C] + [p for layer in layers for p in layer.parameters()]
#end
    for p in parameters:
        p.requires_grad = True

    # Training.
    batch_size = $batch$
    lossi = []
    for i in range(args.steps):
        # minibatch
        ix = torch.randint(0, Xtr.shape[0], (batch_size,), generator=g)
        Xb, Yb = Xtr[ix], Ytr[ix]

        # forward pass
        emb = C[Xb]  # embed the characters into vectors
#if !deep
        embcat = emb.view(emb.shape[0], -1)  # concatenate the vectors
        hpreact = embcat @ W1$b!=none? + b1$
#if norm=batch
        bnmeani = hpreact.mean(0, keepdim=True)
#if variance=biased
        bnvari = hpreact.var(0, keepdim=True, unbiased=False)  # as torch.nn.BatchNorm1d
        bnvar_unbiased = hpreact.detach().var(0, keepdim=True)  # the running one is unbiased all the same
#else
        bnvari = hpreact.var(0, keepdim=True)  # unbiased
#end
        hpreact = bngain * (hpreact - bnmeani) / torch.sqrt(bnvari + eps) + bnbias
        with torch.no_grad():
            bnmean_running = (1 - momentum) * bnmean_running + momentum * bnmeani
            bnvar_running = (1 - momentum) * bnvar_running + momentum * $variance=biased?bnvar_unbiased$$variance=unbiased?bnvari$
#end
#if norm=layer
        lnmean = hpreact.mean(1, keepdim=True)  # of each example
        lnvar = hpreact.var(1, keepdim=True, unbiased=False)  # as torch.nn.LayerNorm
        hpreact = lngain * (hpreact - lnmean) / torch.sqrt(lnvar + eps) + lnbias
#end
#if act=identity
        h = hpreact
#else
        h = torch.$act$(hpreact)
#end
        logits = h @ W2$outb!=none? + b2$
        loss = F.cross_entropy(logits, Yb)

        # backward pass
        h.retain_grad()
#else
        x = emb.view(emb.shape[0], -1)  # concatenate the vectors
        for layer in layers:
            x = layer(x)
        loss = F.cross_entropy(x, Yb)

        # backward pass
        for layer in layers:
            layer.out.retain_grad()
#end
        for p in parameters:
            p.grad = None
        loss.backward()

        # update
        lr = $lr$
        for p in parameters:
            p.data += -lr * p.grad

        # track
        lossi.append(loss.item())
        if i % max(args.steps // 10, 1) == 0 or i == args.steps - 1:
            print(f"{i:7d}/{args.steps:7d}: {loss.item():.4f}")

    # The hidden layers on the last minibatch.
#if !deep
    hidden = [h]
#else
#if act=identity
    hidden = [layer.out for layer in layers[:-1] if isinstance(layer, $norm=none?Linear$$norm=batch?BatchNorm1d$$norm=layer?LayerNorm$)]
#else
    hidden = [layer.out for layer in layers if isinstance(layer, $act=tanh?Tanh$$act=relu?ReLU$)]
#end
#end
    table = []
    for h in hidden:
        saturated = 100 * ($act=relu?h == 0$$act!=relu?h.abs() > 0.97$).float().mean()
        table.append([t.item() for t in (h.mean(), h.std(), saturated, h.grad.std())])

    # The loss of whole splits, in evaluation mode.
#if deep norm=batch
    for layer in layers:
        layer.training = False
#end

    @torch.no_grad()
    def split_loss(X, Y):
        total = 0.0
        for Xb, Yb in zip(X.split(8192), Y.split(8192)):
#if !deep
            hpreact = C[Xb].view(Xb.shape[0], -1) @ W1$b!=none? + b1$
#if norm=batch
            hpreact = bngain * (hpreact - bnmean_running) / torch.sqrt(bnvar_running + eps) + bnbias
#end
#if norm=layer
            lnmean = hpreact.mean(1, keepdim=True)
            lnvar = hpreact.var(1, keepdim=True, unbiased=False)
            hpreact = lngain * (hpreact - lnmean) / torch.sqrt(lnvar + eps) + lnbias
#end
#if act=identity
            h = hpreact
#else
            h = torch.$act$(hpreact)
#end
            logits = h @ W2$outb!=none? + b2$
            total += F.cross_entropy(logits, Yb, reduction="sum").item()
#else
            x = C[Xb].view(Xb.shape[0], -1)
            for layer in layers:
                x = layer(x)
            total += F.cross_entropy(x, Yb, reduction="sum").item()
#end
        return total / len(Y)

    train, val = split_loss(Xtr, Ytr), split_loss(Xdev, Ydev)
    print(f"first loss {lossi[0]:.4f}, ln V {math.log(vocab_size):.4f}")
    print(f"train {train:.4f}, val {val:.4f}")
    print(f"{sum(p.nelement() for p in parameters)} parameters")
    for i, (mean, std, saturated, gradstd) in enumerate(table, 1):
        print(f"layer {i}: mean {mean:+.4f}, std {std:.4f}, saturated {saturated:.2f}%, gradient std {gradstd:e}")
    if args.json:
        print(json.dumps({"losses": lossi, "layers": table, "train": train, "val": val}))


#if !file
words = """$words$
#else
# The text: one item a line, without white space at its end.
try:
    with open(args.text, "rb") as file:
        text = file.read()
except OSError as error:
    sys.exit(f"text: expected a file, got {error}")
if (len(text), zlib.crc32(text)) != ($bytes$, 0x$crc$):
    sys.exit(
        "text: expected $bytes$ bytes with CRC-32 $crc$, "
        f"got {len(text)} bytes with CRC-32 {zlib.crc32(text):08x}"
    )
white_space = (
    "\t\v\f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
lines = text.decode("utf-8-sig").replace("\r", "\n").split("\n")
words = [line.rstrip(white_space) for line in lines]
words = [w for w in words if w]
#end
main(words)
