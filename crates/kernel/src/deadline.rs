use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::{DbBackend, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{AccountId, EntityId};

/// When a row of a table is due.
#[derive(Clone, Copy, Debug)]
pub enum Due {
    /// At the instant that the column holds.
    At(&'static str),
    /// When the day that the column holds begins, in UTC.
    StartOf(&'static str),
    /// When the day that the column holds is over, in UTC.
    EndOf(&'static str),
}

/// One clock that runs on the rows of a table, as lists of deadlines read it. A sweep acts on the same rows.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    pub table: &'static str,
    /// Which rows `t` of the table it runs on, in plain SQL.
    pub running: &'static str,
    pub due: Due,
    /// The columns that name the accounts whom it concerns.
    pub parties: &'static [&'static str],
}

/// When a row is due, in a list over several clocks: what is due at one instant comes in the order of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DuePlace {
    pub due_at: DateTime<Utc>,
    /// The clock, by its number in the list.
    pub timer: u16,
    id: Uuid,
}

impl DuePlace {
    /// The row, as an id of the kind that the clock runs on.
    pub fn row<I: EntityId>(&self) -> I {
        I::from_uuid(self.id)
    }

    /// Reads what [`Timer::select`] selects.
    pub fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let timer: i32 = row.try_get("", "timer")?;
        let timer = u16::try_from(timer).map_err(|error| DbErr::Type(error.to_string()))?;
        Ok(Self { due_at: row.try_get("", "due_at")?, timer, id: row.try_get("", "id")? })
    }
}

/// As cursors carry it.
impl fmt::Display for DuePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.due_at.timestamp_micros(), self.timer, self.id.simple())
    }
}

impl FromStr for DuePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split(':');
        let (Some(at), Some(timer), Some(id), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(());
        };
        let due_at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { due_at, timer: timer.parse().map_err(|_| ())?, id: Uuid::try_parse(id).map_err(|_| ())? })
    }
}

impl Timer {
    /// Selects the first `max` rows after a place, of one account or of all, as columns `due_at`, `timer` and `id`: this
    /// is clock `number` of the list. The parameters are added to `values`.
    pub fn select(
        &self,
        (backend, number): (DbBackend, u16),
        account: Option<AccountId>,
        (after, max): (Option<DuePlace>, u64),
        values: &mut Vec<Value>,
    ) -> String {
        let (Self { table, running, due, .. }, column) = (self, self.due.column());
        let (due_at, of_account) = (due.instant(backend), self.of(account, values));
        let after = after.map_or_else(String::new, |after| self.after(number, after, values));
        format!(
            "select * from (select {due_at} as due_at, cast({number} as integer) as timer, t.id as id from {table} t
             where ({running}) and t.{column} is not null{of_account}{after}
             order by t.{column}, t.id limit {max}) timer_{number}"
        )
    }

    /// The condition that leaves what concerns the account.
    fn of(&self, account: Option<AccountId>, values: &mut Vec<Value>) -> String {
        let Some(account) = account else { return String::new() };
        values.push(account.into());
        let place = values.len();
        let parties: Vec<_> = self.parties.iter().map(|party| format!("t.{party} = ${place}")).collect();
        format!(" and ({})", parties.join(" or "))
    }

    /// The condition that leaves what comes after a place of whichever clock.
    fn after(&self, number: u16, after: DuePlace, values: &mut Vec<Value>) -> String {
        let column = self.due.column();
        if after.timer == number {
            values.extend([self.due.value_of(after.due_at), after.id.into()]);
            return format!(" and (t.{column}, t.id) > (${}, ${})", values.len() - 1, values.len());
        }
        let (value, comes_after) = self.due.bound(after.due_at, number > after.timer);
        values.push(value);
        format!(" and t.{column} {comes_after} ${}", values.len())
    }
}

impl Due {
    const fn column(self) -> &'static str {
        match self {
            Self::At(column) | Self::StartOf(column) | Self::EndOf(column) => column,
        }
    }

    /// The instant that the column makes.
    fn instant(self, backend: DbBackend) -> String {
        match (self, backend) {
            (Self::At(column), _) => format!("t.{column}"),
            (Self::StartOf(column), DbBackend::Sqlite) => format!("t.{column} || 'T00:00:00+00:00'"),
            (Self::StartOf(column), _) => format!("(t.{column}::timestamp at time zone 'UTC')"),
            (Self::EndOf(column), DbBackend::Sqlite) => {
                format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', t.{column}, '+1 day')")
            }
            (Self::EndOf(column), _) => format!("((t.{column} + 1)::timestamp at time zone 'UTC')"),
        }
    }

    /// What the column holds of a row that is due at that instant.
    fn value_of(self, due_at: DateTime<Utc>) -> Value {
        match self {
            Self::At(_) => due_at.into(),
            Self::StartOf(_) => due_at.date_naive().into(),
            Self::EndOf(_) => day_before(due_at.date_naive()).into(),
        }
    }

    /// What the column is compared with for what is due after an instant, or at it and after.
    fn bound(self, due_at: DateTime<Utc>, or_at_it: bool) -> (Value, &'static str) {
        match self {
            Self::At(_) => (due_at.into(), if or_at_it { ">=" } else { ">" }),
            Self::StartOf(_) | Self::EndOf(_) if or_at_it && due_at.time() == NaiveTime::MIN => {
                (self.value_of(due_at), ">=")
            }
            Self::StartOf(_) => (due_at.date_naive().into(), ">"),
            Self::EndOf(_) => (due_at.date_naive().into(), ">="),
        }
    }
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_survives_being_shown() {
        let place =
            DuePlace { due_at: DateTime::UNIX_EPOCH, timer: 3, id: AccountId::generate(DateTime::UNIX_EPOCH).uuid() };
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in ["", "0:1", "0:99999:00", "x:1:y", "0:1:00000000000000000000000000000000:1"] {
            assert_eq!(bad.parse::<DuePlace>(), Err(()), "{bad}");
        }
    }

    /// What is due at the end of a day is compared by the day, whatever the instant of the place in the list.
    #[test]
    fn the_end_of_a_day_comes_after_all_instants_of_the_day() {
        let due = Due::EndOf("review_due_on");
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let midnight = day(2).and_time(NaiveTime::MIN).and_utc();
        let noon = midnight + chrono::TimeDelta::hours(12);
        assert_eq!(due.bound(midnight, true), (day(1).into(), ">="), "the first is over at the midnight itself");
        assert_eq!(due.bound(midnight, false), (day(2).into(), ">="));
        assert_eq!(due.bound(noon, true), (day(2).into(), ">="), "the second is over later");
        assert_eq!(due.value_of(midnight), day(1).into());
    }

    #[test]
    fn the_start_of_a_day_comes_before_all_other_instants_of_the_day() {
        let due = Due::StartOf("scheduled_on");
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let midnight = day(2).and_time(NaiveTime::MIN).and_utc();
        let noon = midnight + chrono::TimeDelta::hours(12);
        assert_eq!(due.bound(midnight, true), (day(2).into(), ">="));
        assert_eq!(due.bound(midnight, false), (day(2).into(), ">"));
        assert_eq!(due.bound(noon, true), (day(2).into(), ">"));
        assert_eq!(due.value_of(midnight), day(2).into());
    }
}
