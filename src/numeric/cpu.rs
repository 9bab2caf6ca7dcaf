//! Vector instructions chosen when the program runs.
//!
//! One program serves every x86-64 CPU. What all of them have are vectors of two numbers; most
//! have four (AVX2) or eight (AVX-512). The loops over lanes are therefore compiled three times,
//! and a block of runs takes the widest that the CPU has. The bits are the same in all three: the
//! loops hold no reduction and no fused operation, so width changes only how many lanes one
//! instruction serves.

use super::real::Real;

/// A loop over lanes that is worth compiling for each width. [`Kernel::run`] and all that it
/// calls must be `#[inline(always)]`: only inlined code is compiled for the wider vectors.
pub trait Kernel {
    /// What the loop gives.
    type Output;
    /// Runs the loop.
    fn run(self) -> Self::Output;
}

/// A width of vectors that this CPU has: there is no other way to come by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vectors(Width);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Runs that the engine simulates side by side.
pub const LANES: usize = 16;

impl Vectors {
    /// What every CPU of the architecture has.
    pub const BASELINE: Vectors = Vectors(Width::Baseline);

    /// The widths that this CPU has, narrowest first.
    pub fn available() -> Vec<Vectors> {
        #[allow(unused_mut)]
        let mut widths = vec![Vectors::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                widths.push(Vectors(Width::Avx2));
            }
            if is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                widths.push(Vectors(Width::Avx512));
            }
        }
        widths
    }

    /// The widest that this CPU has.
    pub fn widest() -> Vectors {
        *Vectors::available().last().expect("the baseline is always there")
    }

    /// `baseline`, `avx2` or `avx512`.
    pub fn word(self) -> &'static str {
        match self.0 {
            Width::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Width::Avx512 => "avx512",
        }
    }

    /// Runs a kernel over rows of `R` with vectors of this width. Rows of another number of lanes
    /// than the engine's are there to prove that lanes decide nothing: for them the baseline does.
    #[inline(always)]
    pub fn run<R: Real, K: Kernel>(self, kernel: K) -> K::Output {
        if R::LANES != LANES {
            return kernel.run();
        }
        match self.0 {
            Width::Baseline => baseline(kernel),
            // SAFETY: a width is only made where the CPU has its instructions.
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 => unsafe { with_avx2(kernel) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Width::Avx512 => unsafe { with_avx512(kernel) },
        }
    }
}

#[inline(never)]
fn baseline<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
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

/// Makes a loop over rows one over rows. Without it the compiler unrolls the lanes of a row and then
/// takes the same lane of eight rows for a vector, gathered and scattered element by element.
#[inline(always)]
pub(super) fn row_by_row() {
    // SAFETY: there is no instruction.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    unsafe {
        std::arch::asm!("", options(nomem, nostack, preserves_flags));
    }
}

/// Asks the memory for a value that is read a little later. The processor sees for itself what is
/// read in order; what is found by an index it would wait for.
#[inline(always)]
pub fn prefetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..size_of::<T>()).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint, to an address within the value.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).byte_add(line).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}

/// Bytes that travel together.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Row;
    use crate::numeric::draw::tests::Kinds;
    use crate::numeric::real::tests::Equation;

    /// What a kernel gives with each width that this CPU has.
    fn with_each_width<K: Kernel + Copy>(kernel: K) -> Vec<K::Output> {
        let run = |vectors: Vectors| vectors.run::<Row<16>, _>(kernel);
        Vectors::available().into_iter().map(run).collect()
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

    #[test]
    fn the_baseline_comes_first_and_every_width_has_its_word() {
        let words: Vec<&str> = Vectors::available().into_iter().map(Vectors::word).collect();
        assert_eq!(words[..], ["baseline", "avx2", "avx512"][..words.len()]);
        assert_eq!(Vectors::widest().word(), *words.last().unwrap());
    }
}
