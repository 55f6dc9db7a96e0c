//! A small map that forgets what was not used for longest.

use std::collections::HashMap;
use std::hash::Hash;

/// At most `capacity` values by key.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    capacity: usize,
    clock: u64,
    values: HashMap<K, (u64, V)>,
}

impl<K: Eq + Hash + Clone, V> Bounded<K, V> {
    /// An empty map of that capacity.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            clock: 0,
            values: HashMap::new(),
        }
    }

    /// The value of a key, which counts as used.
    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        self.clock += 1;
        let clock = self.clock;
        self.values.get_mut(key).map(|(used, value)| {
            *used = clock;
            &*value
        })
    }

    /// The value of a key for changing, which counts as used.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.clock += 1;
        let clock = self.clock;
        self.values.get_mut(key).map(|(used, value)| {
            *used = clock;
            value
        })
    }

    /// Keeps a value; the one not used for longest makes room.
    pub(crate) fn put(&mut self, key: K, value: V) {
        self.clock += 1;
        if self.values.len() >= self.capacity && !self.values.contains_key(&key) {
            let oldest = self.values.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                self.values.remove(&key);
            }
        }
        self.values.insert(key, (self.clock, value));
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.values.clear();
    }
}
