#if recipe
"""A character-level MLP on the CPU, of PyTorch's own layers, initializations and optimizers.
#else
"""A character-level MLP on the CPU, as in the third makemore lecture.
#end

initscope trains the same network:
    $link$
It draws random numbers as PyTorch does, so the split, the initial weights and the minibatches are
the same here, and so are the losses, but for rounding.
#if recipe
It is tested with PyTorch 2.15; nn.init of older versions may draw other numbers.
#end

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
#if recipe
from torch import nn
#end

parser = argparse.ArgumentParser()
parser.add_argument("steps", type=int, nargs="?", default=1000, help="how many steps to train")
#if file
parser.add_argument("--text", default="text.txt", help="the file of the text")
#end
parser.add_argument("--json", action="store_true", help="end with every loss and figure as JSON")
args = parser.parse_args(None if "__file__" in globals() else [])  # none in a notebook
if args.steps < 1:
    parser.error(f"steps: expected 1 or more, got {args.steps}")

#if recipe

def activation(x):
#if act=tanh
    return torch.tanh(x)
#end
#if act=relu
    return torch.relu(x)
#end
#if act=identity
    return x.clone()
#end
#if act=sigmoid
    return torch.sigmoid(x)
#end
#if act=leaky_relu
    return F.leaky_relu(x, 0.01)
#end
#if act=elu
    return F.elu(x)
#end
#if act=selu
    return F.selu(x)
#end
#if act=gelu
    return F.gelu(x)
#end
#if act=gelu_tanh
    return F.gelu(x, approximate="tanh")
#end
#if act=silu
    return F.silu(x)
#end
#if act=softplus
    return F.softplus(x)
#end


#if norm=batch variance=unbiased
class BatchNorm1d(nn.BatchNorm1d):
    """As in the lecture: the variance of a minibatch is unbiased."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        xmean, xvar = x.mean(0), x.var(0)
        with torch.no_grad():
            self.running_mean += self.momentum * (xmean - self.running_mean)
            self.running_var += self.momentum * (xvar - self.running_var)
        return self.weight * (x - xmean) / torch.sqrt(xvar + self.eps) + self.bias


#end
#if norm!=none
def new_norm(dim):
#if norm=batch
    return $variance=biased?nn.$BatchNorm1d(dim, eps=$eps$, momentum=$momentum$)
#end
#if norm=layer
    return nn.LayerNorm(dim, eps=$eps$)
#end
#if norm=rms
    return nn.RMSNorm(dim, eps=$eps$)
#end
#if norm=group:
    return nn.GroupNorm($norm$, dim, eps=$eps$)
#end


#end
class Layer(nn.Module):

#if residual
    def __init__(self, fan_in, fan_out, is_first):
        super().__init__()
        self.is_residual = fan_in == fan_out and not is_first
#else
    def __init__(self, fan_in, fan_out):
        super().__init__()
#end
        self.linear = nn.Linear(fan_in, fan_out$b=none?, bias=False$)
#if norm!=none
        self.norm = new_norm(fan_out)
#end
#if residual branch=learned:
        if self.is_residual:
            self.branch = nn.Parameter(torch.full((1,), float($branch$)))
#end

    def activate(self, x):
#if slopes
        self.x = x
#end
        self.h = activation(x)
        return self.h

    def forward(self, x):
#if residual
        if self.is_residual:
#if branch=learned:
            s = self.branch
#else
            s = $branch$
#end
#if res=pre
            return x + s * self.activate(self.linear($norm!=none?self.norm($x$norm!=none?)$))
#else
            return $norm!=none?self.norm($x + s * self.activate(self.linear(x))$norm!=none?)$
#end
#end
        return self.activate($norm!=none?self.norm($self.linear(x)$norm!=none?)$)


class MLP(nn.Module):

    def __init__(self, vocab_size, n_embd, block_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, n_embd)
        self.layers = nn.ModuleList()
        fan_in = n_embd * block_size
        for fan_out in [$hidden$]:
#if residual
            self.layers.append(Layer(fan_in, fan_out, is_first=not self.layers))
#else
            self.layers.append(Layer(fan_in, fan_out))
#end
            fan_in = fan_out
#if res=pre norm!=none
        self.final_norm = new_norm(fan_in)
#end
        self.output = nn.Linear(fan_in, vocab_size$outb=none?, bias=False$)
#if outnorm!=none
        self.output_norm = new_norm(vocab_size)
        nn.init.constant_(self.output_norm.weight, $outnorm$)  # make it less confident
#end

    def forward(self, x):
        x = self.embedding(x).flatten(1)  # embed the characters and concatenate the vectors
        for layer in self.layers:
            x = layer(x)
#if res=pre norm!=none
        x = self.final_norm(x)
#end
        x = self.output(x)
#if outnorm!=none
        x = self.output_norm(x)
#end
        return x


#each
def init_@layer(linear, g$@b=prior?, counts$):
    weight = linear.weight
#if @w=std:
    weight.copy_(torch.randn((linear.in_features, linear.out_features), generator=g).T * $@w$)
#end
#if @w=gain:
    weight.copy_(torch.randn((linear.in_features, linear.out_features), generator=g).T * $@w of linear.in_features$)
#end
#if @w=xavier_normal
    nn.init.xavier_normal_(weight, generator=g)
#end
#if @w=xavier_normal:
    nn.init.xavier_normal_(weight, gain=$@w$, generator=g)
#end
#if @w=xavier_uniform
    nn.init.xavier_uniform_(weight, generator=g)
#end
#if @w=xavier_uniform:
    nn.init.xavier_uniform_(weight, gain=$@w$, generator=g)
#end
#if @w=kaiming_normal torch_gain
    nn.init.kaiming_normal_(weight, $act=leaky_relu?a=0.01, $nonlinearity="$nonlinearity$", generator=g)
#end
#if @w=kaiming_normal !torch_gain
    nn.init.normal_(weight, std=$gain$ / math.sqrt(linear.in_features), generator=g)
#end
#if @w=kaiming_normal:
    nn.init.normal_(weight, std=$@w$ / math.sqrt(linear.in_features), generator=g)
#end
#if @w=kaiming_normal_out torch_gain
    nn.init.kaiming_normal_(weight, $act=leaky_relu?a=0.01, $nonlinearity="$nonlinearity$", mode="fan_out", generator=g)
#end
#if @w=kaiming_normal_out !torch_gain
    nn.init.normal_(weight, std=$gain$ / math.sqrt(linear.out_features), generator=g)
#end
#if @w=kaiming_normal_out:
    nn.init.normal_(weight, std=$@w$ / math.sqrt(linear.out_features), generator=g)
#end
#if @w=kaiming_uniform torch_gain
    nn.init.kaiming_uniform_(weight, $act=leaky_relu?a=0.01, $nonlinearity="$nonlinearity$", generator=g)
#end
#if @w=kaiming_uniform !torch_gain
    bound = $gain$ * math.sqrt(3 / linear.in_features)
    nn.init.uniform_(weight, -bound, bound, generator=g)
#end
#if @w=kaiming_uniform:
    bound = $@w$ * math.sqrt(3 / linear.in_features)
    nn.init.uniform_(weight, -bound, bound, generator=g)
#end
#if @w=kaiming_uniform_out torch_gain
    nn.init.kaiming_uniform_(weight, $act=leaky_relu?a=0.01, $nonlinearity="$nonlinearity$", mode="fan_out", generator=g)
#end
#if @w=kaiming_uniform_out !torch_gain
    bound = $gain$ * math.sqrt(3 / linear.out_features)
    nn.init.uniform_(weight, -bound, bound, generator=g)
#end
#if @w=kaiming_uniform_out:
    bound = $@w$ * math.sqrt(3 / linear.out_features)
    nn.init.uniform_(weight, -bound, bound, generator=g)
#end
#if @w=orthogonal
    nn.init.orthogonal_(weight, generator=g)
#end
#if @w=orthogonal:
    nn.init.orthogonal_(weight, gain=$@w$, generator=g)
#end
#if @w=trunc_normal:
    nn.init.trunc_normal_(weight, std=$@w$, a=-2 * $@w$, b=2 * $@w$, generator=g)
#end
#if @w=torch
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=g)  # as nn.Linear itself
#end
#if @w=lsuv
    nn.init.orthogonal_(weight, generator=g)  # scaled below
#end
#if @w=zero
    nn.init.zeros_(weight)
#end
#if @b=zero
    nn.init.zeros_(linear.bias)
#end
#if @b=std:
    nn.init.normal_(linear.bias, generator=g)
    linear.bias *= $@b$
#end
#if @b=torch
    bound = 1 / math.sqrt(linear.in_features)
    nn.init.uniform_(linear.bias, -bound, bound, generator=g)
#end
#if @b=prior
    linear.bias.copy_(torch.log(counts.clamp(min=1).double() / counts.sum()))  # how often each character follows
#end


#end each
#if lsuv
def scale_to_unit_variance(model, linears, X):
    """Layer-sequential unit-variance initialization: the outputs of each layer get variance 1 on a minibatch."""
    running = [buffer.clone() for buffer in model.buffers()]
    outputs = []
    for linear in linears:
        hook = linear.register_forward_hook(lambda module, x, output: outputs.append(output))
        for _ in range(10):
            model(X)
            variance = outputs.pop().var(unbiased=False)
            if abs(variance - 1) < 0.01:
                break
            linear.weight /= torch.sqrt(variance)
        hook.remove()
    for buffer, before in zip(model.buffers(), running):
        buffer.copy_(before)


#end
#end
#if !recipe
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

#if recipe
    # The network. Its parameters are drawn in this order.
    g = torch.Generator().manual_seed($seed$)
    batch_size = $batch$
    model = MLP(vocab_size, $emb$, block_size)
    with torch.no_grad():
        nn.init.normal_(model.embedding.weight, generator=g)
        for layer in model.layers:
            init_hidden(layer.linear, g)
        init_output(model.output, g$outb=prior?, torch.bincount(Ytr, minlength=vocab_size)$)
#if lsuv
        first = torch.Generator()
        first.set_state(g.get_state())  # so that it draws the first minibatch
        ix = torch.randint(0, Xtr.shape[0], (batch_size,), generator=first)
        linears = []
#if w=lsuv
        linears += [layer.linear for layer in model.layers]
#end
#if out=lsuv
        linears += [model.output]
#end
        scale_to_unit_variance(model, linears, Xtr[ix])
#end
#if opt=sgd
    optimizer = torch.optim.SGD(model.parameters()$weight_decay$)
#end
#if opt=momentum:
    optimizer = torch.optim.SGD(model.parameters(), momentum=$opt$$weight_decay$)
#end
#if opt=nesterov:
    optimizer = torch.optim.SGD(model.parameters(), momentum=$opt$, nesterov=True$weight_decay$)
#end
#if opt=adam
    optimizer = torch.optim.Adam(model.parameters(), betas=($betas$), eps=$opteps$$weight_decay$)
#end
#if opt=adamw
    optimizer = torch.optim.AdamW(model.parameters(), betas=($betas$), eps=$opteps$$weight_decay$)
#end

    # Training.
    lossi = []
    for i in range(args.steps):
        # minibatch
        ix = torch.randint(0, Xtr.shape[0], (batch_size,), generator=g)
        Xb, Yb = Xtr[ix], Ytr[ix]

        # forward pass
        loss = F.cross_entropy(model(Xb), Yb)

        # backward pass
        for layer in model.layers:
            layer.h.retain_grad()
        optimizer.zero_grad()
        loss.backward()
#if clip!=none
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=$clip$)
#end

        # update
        lr = $lr$
#if cosine
        lr *= 0.5 * (1 + math.cos(math.pi * min(i / $cosine$, 1)))
#end
#if warmup!=0
        lr *= min((i + 1) / $warmup$, 1)
#end
        for group in optimizer.param_groups:
            group["lr"] = lr
        optimizer.step()
#else
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
#end

        # track
        lossi.append(loss.item())
        if i % max(args.steps // 10, 1) == 0 or i == args.steps - 1:
            print(f"{i:7d}/{args.steps:7d}: {loss.item():.4f}")

    # The hidden layers on the last minibatch.
#if recipe
    table = []
    for layer in model.layers:
        h = layer.h
#if act=tanh
        saturated = h.abs() > 0.97
#end
#if act=identity
        saturated = h.abs() > 0.97
#end
#if act=relu
        saturated = h == 0
#end
#if act=sigmoid
        saturated = (h < (1 - 0.97) / 2) | (h > (1 + 0.97) / 2)
#end
#if slopes
        x = layer.x.detach().requires_grad_()
        (slope,) = torch.autograd.grad(activation(x).sum(), x)
        saturated = slope.abs() < 1 - 0.97
#end
        saturated = 100 * saturated.float().mean()
        table.append([t.item() for t in (h.mean(), h.std(), saturated, h.grad.std())])
#else
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
#end

    # The loss of whole splits, in evaluation mode.
#if recipe
    model.eval()
#end
#if !recipe deep norm=batch
    for layer in layers:
        layer.training = False
#end

    @torch.no_grad()
    def split_loss(X, Y):
        total = 0.0
        for Xb, Yb in zip(X.split(8192), Y.split(8192)):
#if recipe
            total += F.cross_entropy(model(Xb), Yb, reduction="sum").item()
#end
#if !recipe !deep
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
#end
#if !recipe deep
            x = C[Xb].view(Xb.shape[0], -1)
            for layer in layers:
                x = layer(x)
            total += F.cross_entropy(x, Yb, reduction="sum").item()
#end
        return total / len(Y)

    train, val = split_loss(Xtr, Ytr), split_loss(Xdev, Ydev)
    print(f"first loss {lossi[0]:.4f}, ln V {math.log(vocab_size):.4f}")
    print(f"train {train:.4f}, val {val:.4f}")
    print(f"{sum(p.nelement() for p in $recipe?model.parameters()$$!recipe?parameters$)} parameters")
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
