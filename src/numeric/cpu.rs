//! Vector instructions chosen when the program runs.
//!
//! One program serves every x86-64 CPU. What all of them have are vectors of two numbers; most
//! have four (AVX2) or eight (AVX-512). The costly loops over lanes are therefore compiled three
//! times, and a call takes the widest that the CPU has. The bits are the same in all three: the
//! loops hold no reduction and no fused operation, so width changes only how many lanes one
//! instruction serves.

/// A loop over lanes that is worth compiling for each width. [`Kernel::run`] and all that it
/// calls must be `#[inline(always)]`: only inlined code is compiled for the wider vectors.
pub trait Kernel {
    /// What the loop gives.
    type Output;
    /// Runs the loop.
    fn run(self) -> Self::Output;
}

/// Runs a kernel with the widest vectors of this CPU.
#[inline(always)]
pub fn widest<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if has_avx512() {
            // SAFETY: the CPU has the instructions that the function is compiled for.
            return unsafe { with_avx512(kernel) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { with_avx2(kernel) };
        }
    }
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl")]
fn with_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::numeric::draw::tests::Kinds;
    use crate::numeric::real::tests::Equation;

    /// What a kernel gives with each width that this CPU has.
    fn with_each_width<K: Kernel + Copy>(kernel: K) -> Vec<K::Output> {
        let mut outputs = vec![kernel.run(), widest(kernel)];
        if has_avx512() {
            // SAFETY: the CPU has the instructions.
            outputs.push(unsafe { with_avx512(kernel) });
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the CPU has the instructions.
            outputs.push(unsafe { with_avx2(kernel) });
        }
        outputs
    }

    #[test]
    fn the_width_of_vectors_does_not_change_a_bit() {
        for start in [-40.0, -3.0, 0.0, 7.5, 700.0] {
            let outputs = with_each_width(Equation { start });
            outputs.iter().for_each(|bits| assert_eq!(*bits, outputs[0], "from {start}"));
        }
        for first_run in [0, 5, 1 << 33] {
            let outputs = with_each_width(Kinds { first_run });
            outputs.iter().for_each(|bits| assert_eq!(*bits, outputs[0], "from {first_run}"));
        }
    }
}
