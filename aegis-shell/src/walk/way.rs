//! The layers that the walk is in.

use crate::script::{Layer, Layers};

/// The way to what is walked, outermost layer first. It is put into a shared row only for what is found there, and what
/// is found further out shares the beginning of the same row.
#[derive(Debug, Default)]
pub(super) struct Way {
    layers: Vec<Layer>,
    /// What was shared last, as far as it is the way still.
    shared: Layers,
}

impl Way {
    pub(super) fn enter(&mut self, layer: Layer) {
        self.shared.truncate(self.layers.len());
        self.layers.push(layer);
    }

    pub(super) fn leave(&mut self) {
        self.layers.pop();
    }

    /// The layers, for what is found in them.
    #[inline(always)]
    pub(super) fn shared(&mut self) -> Layers {
        if self.layers.is_empty() {
            return Layers::default();
        }
        self.share()
    }

    #[inline(never)]
    fn share(&mut self) -> Layers {
        let depth = self.layers.len();
        if self.shared.len() < depth {
            self.shared = self.layers.iter().cloned().collect();
        }
        let mut layers = self.shared.clone();
        layers.truncate(depth);
        layers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Span;

    #[test]
    fn what_is_found_has_the_layers_of_its_place() {
        let layer = |name: &str| Layer {
            name: name.into(),
            span: Span::default(),
        };
        let mut way = Way::default();
        let mut found = Vec::new();
        for step in "a.b.c.--d.-.-e-f.-".chars() {
            match step {
                '.' => found.push(way.shared()),
                '-' => way.leave(),
                name => way.enter(layer(&name.to_string())),
            }
        }
        let names = |layers: &Layers| layers.iter().map(|layer| layer.name.as_str()).collect();
        let found: Vec<String> = found.iter().map(names).collect();
        assert_eq!(found, ["a", "ab", "abc", "ad", "a", "f"]);
    }
}
