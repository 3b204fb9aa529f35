"""S and D in NumPy: float32 throughout, the backward pass by hand, every large array reused."""

import numpy as np

VERSION = np.__version__


class Layer:
    """A linear layer with its norm, if any: y = x W (+ b), normalized, then tanh unless it is the last."""

    def __init__(self, parameters, gradients, number, network, last):
        def find(name):
            return parameters.get(f"{name}{number}"), gradients.get(f"{name}{number}")

        (self.weight, self.d_weight), (self.b, self.d_b) = find("W"), find("b")
        (self.gain, self.d_gain), (self.bias, self.d_bias) = find("gain"), find("bias")
        fan_in, fan_out = self.weight.shape
        batch = network["batch"]
        self.last, self.eps = last, np.float32(network["eps"])
        self.enter = np.float32(network["momentum"])
        self.keep = np.float32(1 - network["momentum"])
        self.per_batch, self.per_degree = np.float32(1 / batch), np.float32(1 / (batch - 1))
        self.y = np.empty((batch, fan_out), np.float32)
        self.work = np.empty((batch, fan_out), np.float32)
        self.d_x = np.empty((batch, fan_in), np.float32)
        self.mean, self.variance = np.zeros(fan_out, np.float32), np.ones(fan_out, np.float32)
        if self.gain is not None:
            self.normalized = np.empty((batch, fan_out), np.float32)

    def forward(self, x):
        self.x, y, work = x, self.y, self.work
        np.matmul(x, self.weight, out=y)
        if self.b is not None:
            y += self.b
        if self.gain is not None:
            mean = np.add.reduce(y, axis=0)
            mean *= self.per_batch
            y -= mean
            np.multiply(y, y, out=work)
            variance = np.add.reduce(work, axis=0)
            variance *= self.per_degree
            self.inverse_std = 1 / np.sqrt(variance + self.eps)
            np.multiply(y, self.inverse_std, out=self.normalized)
            np.multiply(self.normalized, self.gain, out=y)
            y += self.bias
            for kept, new in (self.mean, mean), (self.variance, variance):
                kept *= self.keep
                kept += self.enter * new
        if not self.last:
            np.tanh(y, out=y)
        return y

    def backward(self, d):
        """Turns the gradient at what `forward` gave into the one at its input; `d` is used up."""
        y, work = self.y, self.work
        if not self.last:
            np.multiply(y, y, out=work)
            np.subtract(1, work, out=work)
            d *= work
        if self.gain is not None:
            np.add.reduce(d, axis=0, out=self.d_bias)
            np.multiply(d, self.normalized, out=work)
            np.add.reduce(work, axis=0, out=self.d_gain)
            d -= self.d_bias * self.per_batch
            np.multiply(self.normalized, self.d_gain * self.per_degree, out=work)
            d -= work
            d *= self.gain * self.inverse_std
        if self.b is not None:
            np.add.reduce(d, axis=0, out=self.d_b)
        np.matmul(self.x.T, d, out=self.d_weight)
        return np.matmul(d, self.weight.T, out=self.d_x)


class Network:
    def __init__(self, tensors, network, x, y):
        self.x, self.y, self.batch = x, y, network["batch"]
        self.random = np.random.default_rng(1)
        self.rate = np.float32(network["rate"])
        # All parameters lie side by side, and so do their gradients: one update serves them all.
        self.flat = np.concatenate([tensor.ravel() for tensor in tensors.values()])
        self.d_flat = np.zeros_like(self.flat)
        parameters, gradients, at = {}, {}, 0
        for name, tensor in tensors.items():
            for views, flat in (parameters, self.flat), (gradients, self.d_flat):
                views[name] = flat[at : at + tensor.size].reshape(tensor.shape)
            at += tensor.size
        self.table, self.d_table = parameters["C"], gradients["C"]
        count = len(network["hidden"]) + 1
        self.layers = [Layer(parameters, gradients, i + 1, network, i + 1 == count) for i in range(count)]
        self.rows = np.arange(self.batch)
        self.one_hot = np.eye(len(self.table), dtype=np.float32)

    def step(self, x, y):
        h = self.table[x].reshape(self.batch, -1)
        for layer in self.layers:
            h = layer.forward(h)

        h -= np.maximum.reduce(h, axis=1, keepdims=True)
        right = h[self.rows, y]
        p = np.exp(h)
        sums = np.add.reduce(p, axis=1, keepdims=True)
        loss = (np.log(sums[:, 0]) - right).mean()
        p /= sums
        p[self.rows, y] -= 1
        p *= np.float32(1 / self.batch)

        for layer in reversed(self.layers):
            p = layer.backward(p)
        # Sums the rows of equal tokens; faster than np.add.at.
        np.matmul(self.one_hot[x.ravel()].T, p.reshape(-1, self.table.shape[1]), out=self.d_table)

        self.d_flat *= self.rate
        self.flat -= self.d_flat
        return float(loss)

    def sampled_step(self):
        chosen = self.random.integers(0, len(self.x), self.batch)
        return self.step(self.x[chosen], self.y[chosen])

    def running_statistics(self):
        normed = [layer for layer in self.layers if layer.gain is not None]
        return np.concatenate([part for layer in normed for part in (layer.mean, layer.variance)]).tolist()


FORMS = {"plain": Network}
