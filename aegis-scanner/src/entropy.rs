//! How random a value looks.

/// What a random value has at least: bits a byte, and different bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floor {
    bits: f32,
    distinct: usize,
}

impl Floor {
    pub(crate) const fn new(bits: f32, distinct: usize) -> Self {
        Self { bits, distinct }
    }

    pub(crate) fn holds(self, value: &[u8]) -> bool {
        let counts = Counts::of(value);
        counts.distinct() >= self.distinct && counts.bits() >= self.bits
    }
}

/// 32 or more hex digits.
pub(crate) const HEX: Floor = Floor::new(2.9, 8);
/// 20 to 39 letters and digits.
pub(crate) const SHORT: Floor = Floor::new(3.2, 10);
/// 40 or more letters and digits.
pub(crate) const LONG: Floor = Floor::new(3.6, 12);

struct Counts {
    of: [u32; 256],
    total: usize,
}

impl Counts {
    fn of(value: &[u8]) -> Self {
        let mut of = [0_u32; 256];
        for b in value {
            if let Some(n) = of.get_mut(usize::from(*b)) {
                *n += 1;
            }
        }
        Self {
            of,
            total: value.len(),
        }
    }

    fn distinct(&self) -> usize {
        self.of.iter().filter(|n| **n > 0).count()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of one value are far below 2^23"
    )]
    fn bits(&self) -> f32 {
        let total = self.total.max(1) as f32;
        self.of
            .iter()
            .filter(|n| **n > 0)
            .map(|n| *n as f32 / total)
            .map(|p| -p * log2(p))
            .sum()
    }
}

/// The binary logarithm of a positive number, to the precision of the type. The standard library's is the one function for
/// which a program would load the mathematics library, at each start.
fn log2(x: f32) -> f32 {
    let bits = x.to_bits();
    let mut exponent = f32::from(u16::try_from(bits >> 23).unwrap_or(0)) - 127.0;
    let mut mantissa = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    if mantissa > std::f32::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), of which the next term is below 2^-28.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series =
        1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0)));
    exponent + 2.0 * std::f32::consts::LOG2_E * s * series
}

/// Shannon entropy of `value` in bits a byte.
pub(crate) fn bits(value: &[u8]) -> f32 {
    Counts::of(value).bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_part_random_from_made_up() {
        assert!(SHORT.holds(b"q8Zt3mWk9LbX2vRc7NpY"));
        for made_up in [
            &b"xxxxxxxxxxxxxxxxxxxx"[..],
            b"abababababababababab",
            b"00000000001111111111",
        ] {
            assert!(!SHORT.holds(made_up));
        }
        assert!((bits(b"abcd") - 2.0).abs() < 0.001);
        assert!(bits(b"").abs() < 0.001);
    }

    #[test]
    fn logarithms_are_those_of_the_standard_library() {
        for n in 1_u16..=2_000 {
            let x = f32::from(n) / 1_000.0;
            assert!((log2(x) - x.log2()).abs() < 2e-6, "{x}");
        }
        assert_eq!((log2(1.0), log2(0.5), log2(0.25)), (0.0, -1.0, -2.0));
    }
}
