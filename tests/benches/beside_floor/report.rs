use comfy_table::{Cell, CellAlignment, Table, presets};
use hdrhistogram::Histogram;

use crate::load::Load;

/// One while of one workload.
pub struct Sample {
    pub load: Load,
    /// CPU of the process that answers, or that asks the database directly, in milliseconds.
    pub own_cpu: u64,
    /// CPU of PostgreSQL's processes, in milliseconds; SQLite has none of its own.
    pub database_cpu: u64,
    /// Statements that the server ran, and how long it waited for them, in microseconds.
    pub statements: u64,
    pub waited: u64,
}

/// All rounds of one workload, of the product or of its floor.
pub struct Row {
    pub workload: &'static str,
    pub is_floor: bool,
    /// What a request's figures are divided by: the payees of a payout run.
    pub parts: u64,
    pub samples: Vec<Sample>,
}

const HEADER: [&str; 11] = [
    "workload",
    "",
    "per second",
    "p50 ms",
    "p99 ms",
    "CPU µs own",
    "CPU µs database",
    "CPU µs",
    "of the floor's",
    "statements",
    "µs waiting for them",
];

/// The medians of all rounds, with the ratio of each workload's CPU to that of its floor.
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(HEADER);
    for row in rows {
        let floor = rows.iter().find(|floor| floor.is_floor && floor.workload == row.workload && !row.is_floor);
        let cells = row.cells(floor.map(Row::cpu));
        let right = |text| Cell::new(text).set_alignment(CellAlignment::Right);
        let (names, figures) = cells.split_at(2);
        table.add_row(names.iter().map(Cell::new).chain(figures.iter().map(right)));
    }
    table
}

impl Row {
    pub fn new(workload: &'static str, is_floor: bool, parts: u64) -> Self {
        Self { workload, is_floor, parts, samples: Vec::new() }
    }

    fn cells(&self, floor_cpu: Option<u64>) -> Vec<String> {
        let latencies = self.latencies();
        let millis = |quantile| thousandths(latencies.value_at_quantile(quantile));
        let tenths = |total: fn(&Sample) -> u64| self.median(|sample| total(sample) * 10 / self.asked(sample));
        vec![
            self.workload.to_owned(),
            if self.is_floor { "floor" } else { "product" }.to_owned(),
            self.median(|sample| self.asked(sample) * 1_000_000 / micros(sample)).to_string(),
            millis(0.5),
            millis(0.99),
            self.median(|sample| sample.own_cpu * 1_000 / self.asked(sample)).to_string(),
            self.median(|sample| sample.database_cpu * 1_000 / self.asked(sample)).to_string(),
            self.cpu().to_string(),
            floor_cpu.map(|floor| hundredths(self.cpu() * 100 / floor.max(1))).unwrap_or_default(),
            if self.is_floor { String::new() } else { one_decimal(tenths(|sample| sample.statements)) },
            if self.is_floor { String::new() } else { (tenths(|sample| sample.waited) / 10).to_string() },
        ]
    }

    /// All CPU of one request, in microseconds.
    fn cpu(&self) -> u64 {
        self.median(|sample| (sample.own_cpu + sample.database_cpu) * 1_000 / self.asked(sample))
    }

    fn asked(&self, sample: &Sample) -> u64 {
        (sample.load.requests * self.parts).max(1)
    }

    fn latencies(&self) -> Histogram<u64> {
        let mut all = self.samples[0].load.latencies.clone();
        for sample in &self.samples[1..] {
            all.add(&sample.load.latencies).expect("all are of one precision and grow");
        }
        all
    }

    fn median(&self, figure: impl Fn(&Sample) -> u64) -> u64 {
        let mut figures: Vec<u64> = self.samples.iter().map(figure).collect();
        figures.sort_unstable();
        figures[figures.len() / 2]
    }
}

fn micros(sample: &Sample) -> u64 {
    u64::try_from(sample.load.elapsed.as_micros()).unwrap_or(u64::MAX).max(1)
}

fn one_decimal(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1_000, number % 1_000)
}
