"""Fits the polynomials of exp and tanh in src/kernels/math.rs: run with numpy, paste what it prints.

Each is a minimax fit of the relative error (Lawson's reweighted least squares in float64). Coefficients are rounded to
f32 one at a time, the most significant first, and the rest is fitted again each time, so that rounding costs little.
"""

import numpy as np


def minimax(basis, target, weight, rounds=400):
    w = np.ones(len(target))
    for _ in range(rounds):
        s = np.sqrt(w) * weight
        c, *_ = np.linalg.lstsq(basis * s[:, None], target * s, rcond=None)
        error = np.abs(basis @ c - target) * weight
        w *= error / max(error.max(), 1e-300) + 1e-6
        w /= w.max()
    return c


def fit(name, f, lo, hi, powers, prefix, scale):
    """f(t) - prefix(t) ≈ Σ c_k t^powers[k], relative to scale(t)."""
    x = (lo + hi) / 2 + (hi - lo) / 2 * np.cos(np.linspace(0, np.pi, 4001))
    x = x[np.abs(x) > 1e-6]
    target, weight = f(x) - prefix(x), 1 / np.abs(scale(x))
    fixed, free = {}, list(powers)
    while free:
        basis = np.stack([x**p for p in free], axis=1)
        rest = target - sum(c * x**p for p, c in fixed.items())
        c = minimax(basis, rest, weight)
        fixed[free[0]] = float(np.float32(c[0]))
        free.pop(0)
    total = sum(c * x**p for p, c in fixed.items())
    print(f"{name}: largest relative error {np.max(np.abs(total - target) * weight):.2e}")
    for p, c in fixed.items():
        print(f"    x^{p}: {np.float32(c)!s}")


ln2_half = np.log(2) / 2 * 1.001
fit("exp", np.exp, -ln2_half, ln2_half, [2, 3, 4, 5, 6], lambda x: 1 + x, np.exp)
fit("tanh, |x| < 0.55", np.tanh, 1e-3, 0.551, [3, 5, 7, 9, 11], lambda x: x, np.tanh)


def split(name, value, bits, parts):
    """value as a sum of f32, all but the last of `bits` significant bits, so that small multiples are exact."""
    out = []
    for i in range(parts):
        if i + 1 < parts:
            step = 2.0 ** (np.floor(np.log2(abs(value))) + 1 - bits)
            piece = np.round(value / step) * step
        else:
            piece = np.float64(np.float32(value))
        out.append(np.float32(piece))
        value = value - piece
    print(name, [str(p) for p in out])


from mpmath import mp, mpf  # noqa: E402

mp.prec = 200
split("ln 2 in two", np.longdouble(str(mp.log(2))), 15, 2)
