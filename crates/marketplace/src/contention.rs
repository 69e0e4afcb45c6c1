use sea_orm::{DbErr, RuntimeErr, sqlx::error::DatabaseError};

/// PostgreSQL: a serialization failure, a deadlock that we were chosen to end, a lock that did not come in time, a
/// statement that ran too long, too many connections.
const POSTGRES: [&str; 5] = ["40001", "40P01", "55P03", "57014", "53300"];
/// SQLite: another process or connection writes. These are primary codes, the low byte of what it answers.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;

/// Whether nothing is wrong but that others were in the way: nothing was done, and trying again may do it.
pub fn is_contention(error: &DbErr) -> bool {
    if let DbErr::ConnectionAcquire(_) = error {
        return true; // All connections are in use.
    }
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| tells_contention(&code))
}

fn tells_contention(code: &str) -> bool {
    let primary = code.parse().map(|code: u32| code & 0xff);
    POSTGRES.contains(&code) || (code.len() < 5 && matches!(primary, Ok(SQLITE_BUSY | SQLITE_LOCKED)))
}

#[cfg(test)]
mod tests {
    use super::tells_contention;

    #[test]
    fn whoever_was_in_the_way_is_told_from_what_is_wrong() {
        for busy in ["40001", "40P01", "55P03", "57014", "53300", "5", "517", "261", "6"] {
            assert!(tells_contention(busy), "{busy}");
        }
        // Unique, foreign key, check, a syntax error, a full disk; and a state of PostgreSQL that ends like a SQLite code.
        for wrong in ["23505", "787", "275", "42601", "13", "2067", "25P02", "08006", "40005"] {
            assert!(!tells_contention(wrong), "{wrong}");
        }
    }
}
