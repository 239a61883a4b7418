//! Randomness that repeats: a counter run through a 64-bit mixer.

use std::sync::atomic::{AtomicU64, Ordering};

use hezong_services::Entropy;

/// Repeatable randomness. Two seeds never give the same stream.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    counter: AtomicU64,
}

impl SeededEntropy {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, counter: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let n = self.counter.fetch_add(1, Ordering::SeqCst);
            // splitmix64
            let mut z = n
                .wrapping_add(self.seed.wrapping_mul(0xA076_1D64_78BD_642F))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let bytes = (z ^ (z >> 31)).to_be_bytes();
            let length = chunk.len();
            chunk.copy_from_slice(bytes.get(..length).unwrap_or(&bytes));
        }
    }
}
