//! Philox4x32-10: four random words as a pure function of a counter and a key.
//!
//! Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11,
//! doi:10.1145/2063384.2063405.

/// The multipliers of a round and the steps of the key.
const MULTIPLIERS: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const LOW: u64 = 0xffff_ffff;

/// The four words of each of `C` counters under one key.
///
/// One loop over the counters with all ten rounds in its body, words in 64 bits: so the compiler
/// makes vectors of counters and of nothing else, and sees the multiplications of 32 by 32 bits.
#[inline(always)]
pub(super) fn philox<const C: usize>(counters: &[[u32; C]; 4], key: [u32; 2]) -> [[u32; 4]; C] {
    let mut words = [[0; 4]; C];
    for i in 0..C {
        let mut a = u64::from(counters[0][i]);
        let mut b = u64::from(counters[1][i]);
        let mut c = u64::from(counters[2][i]);
        let mut d = u64::from(counters[3][i]);
        let [mut left_key, mut right_key] = key;
        for _ in 0..10 {
            let (left, right) = (a * MULTIPLIERS[0], c * MULTIPLIERS[1]);
            a = (right >> 32) ^ b ^ u64::from(left_key);
            b = right & LOW;
            c = (left >> 32) ^ d ^ u64::from(right_key);
            d = left & LOW;
            left_key = left_key.wrapping_add(KEY_STEPS[0]);
            right_key = right_key.wrapping_add(KEY_STEPS[1]);
        }
        words[i] = [a as u32, b as u32, c as u32, d as u32];
    }
    words
}

/// `f(i)` for every counter; `std::array::from_fn` is not always inlined.
#[inline(always)]
pub(super) fn column<T: Copy + Default, const C: usize>(f: impl Fn(usize) -> T) -> [T; C] {
    let mut column = [T::default(); C];
    for (i, element) in column.iter_mut().enumerate() {
        *element = f(i);
    }
    column
}

#[cfg(test)]
mod tests {
    use super::philox;

    #[test]
    fn philox_gives_the_published_answers() {
        // The known-answer vectors of Random123 for philox4x32, 10 rounds.
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let vectors = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
        ];
        for (counter, key, answer) in vectors {
            assert_eq!(philox(&counter.map(|word| [word]), key), [answer]);
            assert_eq!(philox(&counter.map(|word| [word; 8]), key), [answer; 8]);
            assert_eq!(philox(&counter.map(|word| [word; 32]), key), [answer; 32]);
        }
    }
}
