//! The small experiments that the page computes: worked examples, naive f64, and statistical expectations.

use initscope::experiments::{fan_in, normalize_points, tanh_slope};
use initscope::random::Generator;

fn near(value: f32, expected: f64, slack: f64) {
    assert!((f64::from(value) - expected).abs() <= slack * expected.abs().max(1.0), "{value} for {expected}");
}

#[test]
fn five_points_are_normalized_as_in_the_worked_example() {
    // Mean 4; distances −3, −2, −1, 0, 6, whose squares sum to 50.
    let points = [1.0, 2.0, 3.0, 4.0, 10.0];
    for (variance, degrees) in [("unbiased", 4.0), ("biased", 5.0)] {
        let of = normalize_points(&points, [1.5, -0.25, 0.5], variance).unwrap();
        near(of.mean, 4.0, 0.0);
        near(of.variance, 50.0 / degrees, 1e-7);
        near(of.std, (50.0_f64 / degrees).sqrt(), 1e-7);
        for (i, x) in points.iter().enumerate() {
            let normalized = (x - 4.0) / (50.0 / degrees + 0.5_f64).sqrt();
            near(of.normalized[i], normalized, 1e-6);
            near(of.output[i], 1.5 * normalized - 0.25, 1e-6);
        }
    }
}

#[test]
fn equal_points_normalize_to_zero_unless_eps_is_zero() {
    let of = |eps| normalize_points(&[3.0; 4], [1.0, 0.5, eps], "unbiased").unwrap();
    assert_eq!((of(1e-5).normalized, of(1e-5).output), (vec![0.0; 4], vec![0.5; 4]));
    assert!(of(0.0).normalized.iter().all(|x| x.is_nan()));
}

#[test]
fn out_of_range_points_and_settings_are_refused_by_field() {
    let fields = |points: &[f64], settings, variance| {
        let errors = normalize_points(points, settings, variance).unwrap_err();
        errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
    };
    let fine = [1.0, 0.0, 1e-5];
    for points in [&[][..], &[1.0], &[0.0; 65], &[1.0, f64::NAN], &[f64::INFINITY, 1.0], &[1e39, 1.0]] {
        assert_eq!(fields(points, fine, "biased"), ["points"], "{points:?}");
    }
    assert_eq!(fields(&[1.0], [f64::NAN, f64::INFINITY, -1.0], "exact"), ["eps", "variance", "gain", "bias", "points"]);
    normalize_points(&[0.0; 64], fine, "biased").unwrap();
    normalize_points(&[-1e30, 1e30], fine, "unbiased").unwrap();
}

fn std(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    (values.map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

#[test]
fn random_matrix_statistics_match_f64_loops() {
    const BATCH: usize = 32;
    for (n, seed) in [(1, 3), (7, 1), (50, 2), (129, 9)] {
        let mut generator = Generator::new(seed);
        let mut drawn = |length: usize| {
            let mut values = vec![0.0; length];
            generator.fill_randn(&mut values);
            values.into_iter().map(f64::from).collect::<Vec<f64>>()
        };
        let [x, weight, gradient] = [BATCH * n, n * n, BATCH * n].map(&mut drawn);
        let sum = |terms: &dyn Fn(usize) -> f64| (0..n).map(terms).sum::<f64>();
        let y: Vec<f64> = (0..BATCH * n).map(|i| sum(&|k| x[i / n * n + k] * weight[k * n + i % n])).collect();
        let back = |d: &[f64]| -> Vec<f64> {
            (0..BATCH * n).map(|i| sum(&|j| d[i / n * n + j] * weight[i % n * n + j])).collect()
        };
        let (mut normalized, mut through) = (y.clone(), gradient.clone());
        for j in 0..n {
            let column = |of: &[f64]| of.iter().skip(j).step_by(n).copied().collect::<Vec<f64>>();
            let mean_of = |values: &[f64]| values.iter().sum::<f64>() / BATCH as f64;
            let (ys, ds) = (column(&y), column(&gradient));
            let mean = mean_of(&ys);
            let variance = mean_of(&ys.iter().map(|y| (y - mean).powi(2)).collect::<Vec<_>>());
            let scale = 1.0 / (variance + 1e-5).sqrt();
            let hats: Vec<f64> = ys.iter().map(|y| (y - mean) * scale).collect();
            let along = mean_of(&ds.iter().zip(&hats).map(|(d, hat)| d * hat).collect::<Vec<_>>());
            for i in 0..BATCH {
                normalized[i * n + j] = hats[i];
                through[i * n + j] = scale * (ds[i] - mean_of(&ds) - hats[i] * along);
            }
        }
        let of = fan_in(n as f64, seed).unwrap();
        let root = (n as f64).sqrt();
        let all = |values: &[f64]| std(values.iter().copied());
        near(of.forward.plain, all(&y), 1e-5);
        near(of.forward.scaled, all(&y) / root, 1e-5);
        near(of.forward.normed, all(&normalized), 1e-5);
        near(of.backward.plain, all(&back(&gradient)), 1e-5);
        near(of.backward.scaled, all(&back(&gradient)) / root, 1e-5);
        near(of.backward.normed, all(&back(&through)), 1e-5);
    }
}

#[test]
fn fan_in_of_a_thousand_scales_std_by_root_thousand_unless_scaled_or_normed() {
    for seed in 0..3 {
        let of = fan_in(1000.0, seed).unwrap();
        for widths in [of.forward, of.backward] {
            near(widths.plain, 1000.0_f64.sqrt(), 0.03);
            near(widths.scaled, 1.0, 0.03);
            near(widths.normed, 1.0, 0.05);
        }
    }
    assert_eq!(fan_in(20.0, 1), fan_in(20.0, 1));
    assert_ne!(fan_in(20.0, 1), fan_in(20.0, 2));
}

#[test]
fn out_of_range_fan_in_is_refused() {
    for n in [0.0, -1.0, 1.5, 2001.0, f64::NAN, f64::INFINITY] {
        let error = fan_in(n, 0).unwrap_err();
        assert_eq!((&error.field[..], &error.expected[..]), ("n", "a whole number from 1 to 2000"), "{n}");
    }
}

#[test]
fn tanh_slope_falls_from_one_to_zero() {
    for (x, slope) in [(0.0, 1.0), (1.0, 0.42), (2.0, 0.07), (3.0, 0.01), (-2.0, 0.07)] {
        let of = tanh_slope(x, 1.0).unwrap();
        near(of.tanh, x.tanh(), 1e-7);
        assert!((f64::from(of.slope) - slope).abs() < 0.005, "{} for {slope}", of.slope);
        near(of.slope, 1.0 - x.tanh().powi(2), 2e-7);
        assert_eq!(of.product, of.slope);
    }
    assert_eq!(tanh_slope(10.0, 3.0).unwrap().product, 0.0);
}

#[test]
fn gradient_through_many_layers_is_the_slope_to_their_power() {
    for (x, layers) in [(0.5, 5), (1.0, 2), (2.0, 10), (0.1, 100)] {
        let of = tanh_slope(x, f64::from(layers)).unwrap();
        let expected = (1.0 - x.tanh().powi(2)).powi(layers);
        assert!((f64::from(of.product) / expected - 1.0).abs() < 2e-5, "{} for {expected}", of.product);
    }
    let fields = [
        tanh_slope(10.5, 1.0),
        tanh_slope(f64::NAN, 1.0),
        tanh_slope(1.0, 0.0),
        tanh_slope(1.0, 101.0),
        tanh_slope(1.0, 2.5),
    ]
    .map(|refused| refused.unwrap_err().field);
    assert_eq!(fields, ["x", "x", "layers", "layers", "layers"]);
}
