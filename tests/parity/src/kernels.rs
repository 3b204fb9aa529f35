//! The kernels over slices, of every size, compared with the loops that define them.

use initscope::kernels::elementwise::{self, Formula, Scaled, Sum};
use initscope::kernels::gemm::{self, Columns, Descent, RowMajor, Rows, Transposed};
use initscope::kernels::lanes::Lanes;
use initscope::kernels::{column_dot_products, column_sums};

use crate::comparison::Comparison;
use crate::inputs::{finite, sizes, values};

/// a where a < b, else a / b: every kind of operation in one.
struct Branching;

impl Formula<2> for Branching {
    fn at<L: Lanes>(&self, [a, b]: [L; 2]) -> L {
        L::select(a.lt(b), a, a / b)
    }
}

/// Compares every kernel that is generic over lanes.
pub fn compare<L: Lanes>(comparison: &mut Comparison) {
    for size in sizes() {
        elementwise::<L>(comparison, size);
    }
    for size in 0..=70 {
        for shape in [[size, 5, 9], [6, size, 11], [5, 7, size], [size; 3]] {
            matmul::<L>(comparison, shape);
        }
    }
    for shape in [[1, 30, 200], [32, 30, 200], [7, 6, 37], [3, 500, 27], [64, 1, 5], [2, 512, 513]] {
        matmul::<L>(comparison, shape);
    }
}

fn elementwise<L: Lanes>(comparison: &mut Comparison, size: usize) {
    let seed = size as u32;
    let (a, b) = (values(size, seed), values(size, seed + 1));
    let mut got = vec![0.0; size];

    elementwise::apply::<L, 2>(&Branching, [&a, &b], &mut got);
    let expected: Vec<f32> = a.iter().zip(&b).map(|(&a, &b)| if a < b { a } else { a / b }).collect();
    comparison.same(|| format!("apply over {size}"), &expected, &got);

    got.copy_from_slice(&a);
    elementwise::update::<L, 2, 1>(&Sum, &mut got, [&b]);
    let expected: Vec<f32> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
    comparison.same(|| format!("Sum over {size}"), &expected, &got);

    got.copy_from_slice(&a);
    elementwise::update::<L, 1, 0>(&Scaled(1.0 / 3.0), &mut got, []);
    let expected: Vec<f32> = a.iter().map(|a| a * (1.0 / 3.0)).collect();
    comparison.same(|| format!("Scaled over {size}"), &expected, &got);
}

fn matmul<L: Lanes>(comparison: &mut Comparison, [m, k, n]: [usize; 3]) {
    let seed = (m + 71 * k + 5041 * n) as u32;
    // One awkward value affects a whole row or column, so only some products have any.
    let (a, b) = if seed.is_multiple_of(3) {
        (values(m * k, seed), values(k * n, seed + 1))
    } else {
        (finite(m * k, seed), finite(k * n, seed + 1))
    };
    let transposed: Vec<f32> = (0..k).flat_map(|p| (0..m).map(move |i| (i, p))).map(|(i, p)| a[i * k + p]).collect();
    let expected: Vec<f32> = (0..m * n)
        .map(|element| {
            let (i, j) = (element / n, element % n);
            (0..k).fold(0.0, |sum, p| sum + a[i * k + p] * b[p * n + j])
        })
        .collect();

    let expected_transposed: Vec<f32> = (0..m * n).map(|element| expected[element % m * n + element / m]).collect();

    // Every element is overwritten, so none of these may remain.
    let mut got = vec![f32::MAX; m * n];
    let (row_major, through_columns) =
        (RowMajor { data: &a, columns: k }, Transposed { data: &transposed, columns: m });
    gemm::matmul::<L>(row_major, &b, &mut Rows { data: &mut got, columns: n }, [m, n]);
    comparison.same(|| format!("matmul of {m} × {k} × {n}"), &expected, &got);

    got.fill(f32::MAX);
    gemm::matmul::<L>(through_columns, &b, &mut Rows { data: &mut got, columns: n }, [m, n]);
    comparison.same(|| format!("matmul of a transposed, {m} × {k} × {n}"), &expected, &got);

    got.fill(f32::MAX);
    gemm::matmul::<L>(row_major, &b, &mut Columns { data: &mut got, columns: m }, [m, n]);
    comparison.same(|| format!("matmul transposed, {m} × {k} × {n}"), &expected_transposed, &got);

    let before = finite(m * n, seed + 2);
    got.copy_from_slice(&before);
    gemm::matmul::<L>(through_columns, &b, &mut Descent { data: &mut got, columns: n, rate: 0.1 }, [m, n]);
    let expected: Vec<f32> = before.iter().zip(&expected).map(|(before, product)| before - 0.1 * product).collect();
    comparison.same(|| format!("descent along a product, {m} × {k} × {n}"), &expected, &got);

    let mut got = vec![f32::MAX; m * k];
    gemm::transpose::<L>(&a, &mut got, [m, k]);
    comparison.same(|| format!("{m} × {k} transposed"), &transposed, &got);
}

/// Compares the kernels that are written only for the target's widest lanes.
pub fn compare_widest() -> Comparison {
    let mut comparison = Comparison::new("widest");
    for columns in sizes().skip(1) {
        for rows in [0, 1, 2, 7, 32] {
            let seed = (columns + rows) as u32;
            let (x, y) = (values(rows * columns, seed), values(rows * columns, seed + 1));
            let mut got = vec![f32::MAX; columns];

            column_sums(&x, &mut got);
            let column = |j: usize| (0..rows).map(move |i| i * columns + j);
            let expected: Vec<f32> = (0..columns).map(|j| column(j).fold(0.0, |sum, at| sum + x[at])).collect();
            comparison.same(|| format!("column_sums of {rows} × {columns}"), &expected, &got);

            column_dot_products(&x, &y, &mut got);
            let expected: Vec<f32> = (0..columns).map(|j| column(j).fold(0.0, |sum, at| sum + x[at] * y[at])).collect();
            comparison.same(|| format!("column_dot_products of {rows} × {columns}"), &expected, &got);
        }
    }
    comparison
}
