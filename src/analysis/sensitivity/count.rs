//! Counting many truth values at once: one byte each, a row of them for every run.

/// Outcomes in a row.
pub(super) const LANES: usize = 32;

/// The truth of some outcomes in one run; 1 is true.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row([u8; LANES]);

impl Row {
    pub(super) fn of(truths: impl Iterator<Item = bool>) -> Row {
        let mut row = [0; LANES];
        row.iter_mut().zip(truths).for_each(|(cell, truth)| *cell = u8::from(truth));
        Row(row)
    }
}

/// True outcomes in each bin; `bins` says in which bin each row counts.
pub(super) fn count(bins: &[u8], rows: &[Row], n_bins: usize) -> Vec<[u32; LANES]> {
    let mut sums = vec![[0_u32; LANES]; n_bins];
    let mut short = vec![[0_u8; LANES]; n_bins];
    // A byte holds 255 additions.
    for (bins, rows) in bins.chunks(255).zip(rows.chunks(255)) {
        short.fill([0; LANES]);
        for (&bin, row) in bins.iter().zip(rows) {
            let cells = short[usize::from(bin)].iter_mut();
            cells.zip(&row.0).for_each(|(sum, &truth)| *sum += truth);
        }
        for (sums, short) in sums.iter_mut().zip(&short) {
            sums.iter_mut().zip(short).for_each(|(sum, &more)| *sum += u32::from(more));
        }
    }
    sums
}
