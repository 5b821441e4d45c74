"""Fits the polynomials of Sources/CKernels/kernels.inc and prints them with their errors.

exp:   e^r on |r| <= ln(2)/2, relative error.
erfcx: e^(z*z) erfc(z) for z >= 0 as a polynomial in t = 1 / (1 + z/2), relative error.

Needs numpy and scipy. Run: python3 Benchmarks/fit_kernels.py
"""
import numpy as np
from numpy.polynomial import chebyshev, polynomial
from scipy.special import erfcx


def fit(function, low, high, degree, rounds=60):
    """Polynomial with the smallest maximal relative error, by Lawson's reweighted least squares."""
    nodes = (low + high) / 2 + (high - low) / 2 * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    values = function(nodes)
    scaled = (2 * nodes - low - high) / (high - low)
    basis = chebyshev.chebvander(scaled, degree) / values[:, None]
    weights = np.ones_like(nodes)
    best = None
    for _ in range(rounds):
        root = np.sqrt(weights)
        solution = np.linalg.lstsq(basis * root[:, None], root, rcond=None)[0]
        error = np.abs(basis @ solution - 1)
        if best is None or error.max() < best[0]:
            best = (error.max(), solution)
        weights *= error
        weights /= weights.sum()
    series = chebyshev.cheb2poly(best[1])
    # Convert from the scaled variable to the original one.
    shift = np.array([-(low + high) / (high - low), 2 / (high - low)])
    plain = np.zeros(1)
    for coefficient in series[::-1]:
        plain = polynomial.polyadd(polynomial.polymul(plain, shift), [coefficient])
    return best[0], plain[: degree + 1]


half = np.log(2) / 2
error, c = fit(np.exp, -half, half, 6)
print("exp", error, [float(np.float32(x)).hex() for x in c], c)
for degree in (9, 10, 11, 12):
    error, c = fit(lambda t: erfcx(2 / t - 2), 1 / (1 + 14 / 2), 1.0, degree)
    print("erfcx", degree, error, c)
