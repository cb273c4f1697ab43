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
            .map(|p| -p * p.log2())
            .sum()
    }
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
}
