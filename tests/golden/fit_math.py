"""Fits the polynomials of exp, erf and artanh and the quotient of tanh in src/kernels/math.rs: run with numpy and scipy, paste
what it prints.

Each is a minimax fit of the relative error (Lawson's reweighted least squares in float64). Coefficients are rounded to
f32 one at a time, the most significant first, and the rest is fitted again each time, so that rounding costs little.
"""

import numpy as np
from scipy.special import erf, erfc, erfcx


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


def fit_quotient(name, f, hi):
    """f(x) ≈ P/Q with P = x + P3 x³ and Q = 1 + Q2 x² + Q4 x⁴, by P ≈ f Q relative to f Q of the fit before."""
    x = hi / 2 * (1 - np.cos(np.linspace(0, np.pi, 4001)))
    x = x[x > 1e-4]
    basis = {"Q2": -f(x) * x**2, "P3": x**3, "Q4": -f(x) * x**4}
    fixed, free = {}, list(basis)
    while free:
        target = f(x) - x - sum(c * basis[k] for k, c in fixed.items())
        q = np.ones(len(x))
        for _ in range(4):
            c = minimax(np.stack([basis[k] for k in free], axis=1), target, 1 / (f(x) * q))
            now = fixed | dict(zip(free, c, strict=True))
            q = 1 + now["Q2"] * x**2 + now["Q4"] * x**4
        fixed[free[0]] = float(np.float32(c[0]))
        free.pop(0)
    p, q = x + fixed["P3"] * x**3, 1 + fixed["Q2"] * x**2 + fixed["Q4"] * x**4
    print(f"{name}: largest relative error {np.max(np.abs(p / (q * f(x)) - 1)):.2e}")
    for k, c in fixed.items():
        print(f"    {k}: {np.float32(c)!s}")


fit_quotient("tanh, |r| < 0.7", np.tanh, 0.7007)

fit("artanh, for ln (1 + e^x)", np.arctanh, 1e-3, 0.33335, [3, 5, 7, 9], lambda x: x, np.arctanh)
fit("erf below 0.92", erf, 1e-3, 0.92, [1, 3, 5, 7, 9, 11], lambda x: x, erf)
# An error of ln (1 − erf) is one of 1 − erf relative to it.
fit("ln (1 - erf) from 0.92", lambda x: np.log(erfcx(x)) - x * x, 0.92, 3.95, range(7), lambda _: 0, lambda x: 1 / erfc(x))


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
