use support::Backend;

use super::{
    judge::{Fault, Finding},
    stage::{is_long, name},
};

/// What became of a scene at each point at which its worker was killed.
pub struct Matrix {
    pub scene: &'static str,
    pub backend: Backend,
    /// How many points a worker passes that nobody kills.
    pub points: usize,
    pub rows: Vec<Row>,
}

pub struct Row {
    /// The points at which the workers were killed, one after the other.
    pub stops: Vec<usize>,
    /// What the first had just done.
    pub at: String,
    /// What it left that was not there before.
    pub left: Vec<String>,
    /// How often the rail was handed what it had.
    pub handed_again: usize,
    pub findings: Vec<Finding>,
}

impl Matrix {
    /// Nothing went wrong, wherever the worker died.
    pub fn is_clean(&self) {
        let wrong: Vec<String> = self.rows.iter().filter(|row| !row.findings.is_empty()).map(Row::line).collect();
        assert!(!self.rows.is_empty(), "{}: nobody was killed", self.scene);
        assert!(wrong.is_empty(), "{} on {}:\n{}", self.scene, name(self.backend), wrong.join("\n"));
    }

    /// Where a fault was found: what the worker had just done.
    pub fn caught(&self, fault: Fault) -> Vec<&str> {
        let rows = self.rows.iter().filter(|row| row.findings.iter().any(|finding| finding.fault == fault));
        rows.map(|row| row.at.as_str()).collect()
    }

    /// Whether a worker was ever killed with this left behind.
    pub fn leaves(&self, standing: &str) -> bool {
        self.rows.iter().any(|row| row.left.iter().any(|line| line.starts_with(standing)))
    }

    /// Tells all of it where there is time to read it.
    pub fn print(&self) {
        if is_long() {
            let killed = self.rows.len();
            println!("\n{} on {}: {} points, {killed} killings", self.scene, name(self.backend), self.points);
            for row in &self.rows {
                println!("{}", row.line());
            }
        }
    }
}

impl Row {
    fn line(&self) -> String {
        let stops: Vec<String> = self.stops.iter().map(usize::to_string).collect();
        let left = if self.left.is_empty() { "as before".to_owned() } else { self.left.join(", ") };
        let again = if self.handed_again > 0 { "; the rail was handed it again, and paid once" } else { "" };
        let findings: Vec<String> = self.findings.iter().map(Finding::to_string).collect();
        let verdict = if findings.is_empty() { "right".to_owned() } else { findings.join("; ") };
        format!("  {:>7}  {:<28} | {left} | {verdict}{again}", stops.join(" + "), self.at)
    }
}
