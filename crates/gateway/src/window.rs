use async_graphql::SimpleObject;
use chrono::NaiveDate;

/// The days between which something is expected. A forecast: only what happens moves money.
#[derive(SimpleObject)]
pub struct DayWindow {
    /// The first.
    earliest: NaiveDate,
    /// The last.
    latest: NaiveDate,
}

impl From<kernel::DayWindow> for DayWindow {
    fn from(window: kernel::DayWindow) -> Self {
        Self { earliest: window.earliest(), latest: window.latest() }
    }
}
