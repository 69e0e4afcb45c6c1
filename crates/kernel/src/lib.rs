//! What every crate speaks: money, ids, the clock, the actor, pages, places and business days. No tables, and
//! no rules of one domain.

mod actor;
mod address;
mod calendar;
mod clock;
mod deadline;
mod due_rows;
mod id;
mod lock;
mod money;
mod next_due;
mod notice;
mod page;
mod pages;
mod placeholders;
mod public_url;
mod queue;
mod right;
mod side;
mod text;
mod vault;
mod window;

pub use actor::{Actor, ActorError};
pub use address::{Address, Country, UnknownCountry};
pub use calendar::Calendar;
pub use clock::{Clock, ClockError, ManualClock, SystemClock};
pub use deadline::{Due, DuePlace, Timer};
pub use due_rows::{DueColumns, due_rows};
pub use id::*;
pub use iso_currency::Currency;
pub use lock::LockRows;
pub use money::{FeeRate, Money, MoneyError, currency};
pub use next_due::NextDue;
pub use notice::ExpiryNotice;
pub use page::{PAGE_SIZE_MAX, Page, PageError, Slice};
pub use pages::{ListColumns, Pages, page_of, page_of_each, pages, rows_of_page};
pub use placeholders::placeholders;
pub use public_url::public_url;
pub use queue::{Backlog, Queue, count_up};
pub use right::{Right, Rights, UnknownRight};
pub use side::Side;
pub use text::{EmailAddress, InputError, line, text};
pub use vault::{Place, Sealed, SealedColumn, SealedKind, Vault, VaultError};
pub use window::DayWindow;
