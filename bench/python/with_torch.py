"""S and D in PyTorch, eager, on one thread, by autograd; as the lecture writes them, and with PyTorch's own batch norm."""

import torch

torch.set_num_threads(1)
VERSION = torch.__version__


class Network:
    def __init__(self, tensors, network, x, y):
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)
        self.batch, self.eps, self.momentum = network["batch"], network["eps"], network["momentum"]
        self.rate = network["rate"]
        self.generator = torch.Generator().manual_seed(1)
        named = {name: torch.from_numpy(tensor).clone().requires_grad_() for name, tensor in tensors.items()}
        self.parameters = list(named.values())
        self.table = named["C"]
        self.layers, self.running = [], []
        for number in range(1, len(network["hidden"]) + 2):
            weight, b, gain, bias = (named.get(f"{name}{number}") for name in ("W", "b", "gain", "bias"))
            running = None
            if gain is not None:
                running = torch.zeros(gain.shape), torch.ones(gain.shape)
                self.running.append(running)
            self.layers.append((weight, b, gain, bias, running))

    def normalize(self, h, gain, bias, running):
        mean, variance = h.mean(0), h.var(0, unbiased=True)
        with torch.no_grad():
            running[0].lerp_(mean, self.momentum)
            running[1].lerp_(variance, self.momentum)
        return (h - mean) * (variance + self.eps).rsqrt() * gain + bias

    def loss(self, x, y):
        h = self.table[x].flatten(1)
        for i, (weight, b, gain, bias, running) in enumerate(self.layers):
            h = h @ weight if b is None else torch.addmm(b, h, weight)
            if gain is not None:
                h = self.normalize(h, gain, bias, running)
            if i + 1 < len(self.layers):
                h = torch.tanh(h)
        return torch.nn.functional.cross_entropy(h, y)

    def descend(self, x, y):
        loss = self.loss(x, y)
        for p in self.parameters:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in self.parameters:
                p.add_(p.grad, alpha=-self.rate)
        return loss

    def step(self, x, y):
        return self.descend(torch.from_numpy(x), torch.from_numpy(y)).item()

    def sampled_step(self):
        chosen = torch.randint(0, len(self.x), (self.batch,), generator=self.generator)
        return self.descend(self.x[chosen], self.y[chosen]).item()

    def running_statistics(self):
        return torch.cat([part for running in self.running for part in running]).tolist()


class FusedNetwork(Network):
    """With PyTorch's one kernel for batch norm. That divides by the biased variance; a smaller gain and ε make up for it."""

    def normalize(self, h, gain, bias, running):
        share = (self.batch - 1) / self.batch
        # PyTorch refuses an ε of 0, which is what S has.
        eps = max(self.eps * share, 1e-30)
        mean, variance = running
        return torch.nn.functional.batch_norm(h, mean, variance, gain * share**0.5, bias, True, self.momentum, eps)


FORMS = {"plain": Network, "fused": FusedNetwork}
