//! Kernels compared with naive loops, bit for bit, at every size from 0 to 70 and some awkward ones, and between
//! widths.

use initscope::kernels::elementwise::{self, Formula};
use initscope::kernels::gemm::{self, Columns, Left, RowMajor, Rows, Transposed};
use initscope::kernels::lanes::Lanes;
use initscope::kernels::pair::Pair;
use initscope::kernels::{self, scalar::F32x4};
use initscope::random::Generator;

fn randn(seed: u32, n: usize) -> Vec<f32> {
    let mut values = vec![0.0; n];
    Generator::new(seed).fill_randn(&mut values);
    values
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Sequential in k for each element: the order that every tile keeps.
fn naive_product(a: &[f32], b: &[f32], [m, k, n]: [usize; 3]) -> Vec<f32> {
    let mut c = vec![0.0; m * n];
    for i in 0..m {
        for j in 0..n {
            for p in 0..k {
                c[i * n + j] += a[i * k + p] * b[p * n + j];
            }
        }
    }
    c
}

fn assert_products([m, k, n]: [usize; 3]) {
    let (a, b) = (randn(1, m * k), randn(2, k * n));
    let expected = bits(&naive_product(&a, &b, [m, k, n]));
    let mut transposed = vec![9.0; m * k];
    kernels::transpose(&a, &mut transposed, [m, k]);
    for (i, row) in a.chunks_exact(k.max(1)).enumerate() {
        for (p, &value) in row.iter().enumerate() {
            assert_eq!(transposed[p * m + i], value);
        }
    }
    let mut expected_transposed = vec![0.0; m * n];
    kernels::transpose(&naive_product(&a, &b, [m, k, n]), &mut expected_transposed, [m, n]);
    let (row_major, through_columns) =
        (RowMajor { data: &a, columns: k }, Transposed { data: &transposed, columns: m });
    for [rows, columns] in [
        products::<f32>(row_major, &b, [m, n]),
        products::<F32x4>(row_major, &b, [m, n]),
        products::<f32>(through_columns, &b, [m, n]),
        products::<F32x4>(through_columns, &b, [m, n]),
    ] {
        assert_eq!(bits(&rows), expected, "{m} × {k} × {n}");
        assert_eq!(bits(&columns), bits(&expected_transposed), "{m} × {k} × {n}, transposed");
    }
}

/// The same product written by rows and by columns.
fn products<L: Lanes>(a: impl Left, b: &[f32], [m, n]: [usize; 2]) -> [Vec<f32>; 2] {
    let [mut rows, mut columns] = [(); 2].map(|()| vec![9.0; m * n]);
    gemm::matmul::<L>(a, b, &mut Rows { data: &mut rows, columns: n }, [m, n]);
    gemm::matmul::<L>(a, b, &mut Columns { data: &mut columns, columns: m }, [m, n]);
    [rows, columns]
}

#[test]
fn matmul_matches_naive_loops_at_every_size() {
    for size in 0..=70 {
        assert_products([size, 5, 7]);
        assert_products([5, size, 7]);
        assert_products([5, 7, size]);
        assert_products([size, size, size]);
    }
}

#[test]
fn matmul_matches_naive_loops_at_awkward_sizes() {
    for shape in [[1, 30, 200], [32, 30, 200], [32, 200, 27], [30, 32, 200], [256, 1, 1], [1, 512, 1], [33, 129, 511]] {
        assert_products(shape);
    }
}

#[test]
fn matmul_propagates_nan_and_infinities() {
    let a = [1.0, f32::NAN, 0.0, f32::INFINITY];
    let b = [1.0, 1.0, 0.0, 1.0];
    let mut c = [9.0; 4];
    kernels::matmul(&a, &b, &mut c, [2, 2, 2]);
    assert!(c[0].is_nan() && c[1].is_nan());
    assert!(c[2].is_nan(), "∞ · 0");
    assert_eq!(c[3], f32::INFINITY);
}

/// Not symmetric in its operands, so that swapped inputs are detected.
struct Mixed;

impl Formula<3> for Mixed {
    fn at<L: Lanes>(&self, [a, b, c]: [L; 3]) -> L {
        L::select(a.lt(b), a - b / c, (a * a).sqrt() + c.abs())
    }
}

#[test]
fn elementwise_kernels_match_the_formula_at_every_size() {
    for size in (0..=70).chain([255, 256, 257, 1000]) {
        let inputs = [1, 2, 3].map(|seed| randn(seed, size));
        let [a, b, c] = &inputs;
        let expected: Vec<f32> = (0..size).map(|i| Mixed.at([a[i], b[i], c[i]])).collect();
        let naive: Vec<f32> = (0..size)
            .map(|i| if a[i] < b[i] { a[i] - b[i] / c[i] } else { (a[i] * a[i]).sqrt() + c[i].abs() })
            .collect();
        assert_eq!(bits(&expected), bits(&naive));
        let (mut one, mut four, mut updated) = (vec![9.0; size], vec![9.0; size], a.clone());
        elementwise::apply::<f32, 3>(&Mixed, [a, b, c], &mut one);
        elementwise::apply::<F32x4, 3>(&Mixed, [a, b, c], &mut four);
        elementwise::update::<F32x4, 3, 2>(&Mixed, &mut updated, [b, c]);
        for got in [one, four, updated] {
            assert_eq!(bits(&got), bits(&naive), "size {size}");
        }
    }
}

#[test]
fn column_sums_add_rows_in_order() {
    for columns in 1..=70 {
        for rows in [1, 2, 3, 32, 33] {
            let (x, y) = (randn(1, rows * columns), randn(2, rows * columns));
            let (mut sums, mut products) = (vec![0.0; columns], vec![0.0; columns]);
            for i in 0..rows * columns {
                sums[i % columns] += x[i];
                products[i % columns] += x[i] * y[i];
            }
            let mut got = vec![9.0; columns];
            kernels::column_sums(&x, &mut got);
            assert_eq!(bits(&got), bits(&sums), "{rows} × {columns}");
            kernels::column_dot_products(&x, &y, &mut got);
            assert_eq!(bits(&got), bits(&products), "{rows} × {columns}");
        }
    }
}

#[test]
fn vectors_keep_the_order_of_their_lanes() {
    fn assert_order<L: Lanes>() {
        let values: Vec<f32> = (0..L::LANES).map(|lane| lane as f32).collect();
        let more: Vec<f32> = values.iter().map(|value| value + 100.0).collect();
        let (a, b) = (L::load(&values), L::load(&more));
        let mut back = vec![9.0; L::LANES + 1];
        a.store(&mut back);
        assert_eq!(back[..L::LANES], values);
        assert_eq!(back[L::LANES], 9.0, "nothing is written beyond the lanes");
        let mut columns = vec![9.0; 3 * L::LANES];
        L::put_columns([a, b], &mut columns, 3);
        let expected: Vec<f32> = values.iter().flat_map(|&value| [value, value + 100.0, 9.0]).collect();
        assert_eq!(columns, expected);
    }
    assert_order::<f32>();
    assert_order::<F32x4>();
    assert_order::<Pair<F32x4>>();
    assert_order::<Pair<Pair<f32>>>();
}

#[test]
fn max_magnitude_ignores_sign_and_propagates_nan() {
    for n in 0..70 {
        let values = randn(n as u32, n);
        let expected = values.iter().map(|value| value.abs()).fold(0.0, f32::max);
        assert_eq!(kernels::largest_magnitude(&values), expected);
        for place in 0..n {
            for (other, expected) in [(-9.0, 9.0), (f32::NEG_INFINITY, f32::INFINITY)] {
                let mut values = values.clone();
                values[place] = other;
                assert_eq!(kernels::largest_magnitude(&values), expected);
                values[n - 1 - place] = -f32::NAN;
                assert!(kernels::largest_magnitude(&values).is_nan());
            }
        }
    }
}

#[test]
fn max_skips_nan() {
    for size in 0..20 {
        let mut values = randn(3, size);
        let expected = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        assert_eq!(kernels::largest(&values), expected);
        if let Some(value) = values.iter_mut().find(|value| **value != expected) {
            *value = f32::NAN;
            assert_eq!(kernels::largest(&values), expected, "{values:?}");
        }
    }
}

#[test]
fn lanes_agree_on_every_operation() {
    let awkward = [0.0, -0.0, 1.0, -1.0, f32::MIN_POSITIVE, f32::from_bits(1), 3e38, -3e38, f32::INFINITY, f32::NAN];
    for a in awkward {
        for b in awkward {
            let one = all_operations(a, b);
            let four = all_operations(F32x4::splat(a), F32x4::splat(b));
            let eight = all_operations(Pair::<F32x4>::splat(a), Pair::<F32x4>::splat(b));
            for (k, (one, (four, eight))) in one.into_iter().zip(four.into_iter().zip(eight)).enumerate() {
                let mut lanes = [9.0; 12];
                four.store(&mut lanes);
                eight.store(&mut lanes[4..]);
                for lane in lanes {
                    assert!(lane.to_bits() == one.to_bits() || (lane.is_nan() && one.is_nan()), "{k}: {a}, {b}");
                }
            }
        }
    }
}

fn all_operations<L: Lanes>(a: L, b: L) -> [L; 13] {
    let (mantissa, exponent) = a.split_exponent();
    let chosen = [L::select(a.lt(b), a, b), L::select(a.eq(b), a, b)];
    let [less, equal] = chosen;
    [a + b, a - b, a * b, a / b, -a, a.sqrt(), a.abs(), a.copysign(b), a.min(b), less, equal, mantissa, exponent]
}
