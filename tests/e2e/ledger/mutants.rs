//! Broken books: a rule is changed, or a broken function books. Each mutant breaks its own invariant and no other, so
//! each invariant is held by what was changed, and by its own test.

use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend};
use support::{Migrated, story};

use super::{
    invariants::broken,
    posters::Poster,
    tampering::{rewrite, rewrite_table},
};

/// Which invariants a mutant breaks, and what was seen, if not its own alone.
async fn breaks_only(world: &Migrated, number: u8, change: impl AsyncFn(&Db), poster: impl Fn() -> Poster) {
    let broken = broken(world.backend(), change, poster).await;
    assert_eq!(broken.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [number], "{broken:#?}");
}

fn is_postgres(db: &Db) -> bool {
    db.reader().get_database_backend() == DbBackend::Postgres
}

async fn run(db: &Db, sql: &str) {
    db.writer().execute_unprepared(sql).await.unwrap();
}

/// Runs the statement of the backend.
async fn run_own(db: &Db, sqlite: &str, postgres: &str) {
    run(db, if is_postgres(db) { postgres } else { sqlite }).await;
}

/// Changes a rule by its name on each backend.
async fn rewrite_own(db: &Db, sqlite: &str, postgres: &str, changes: &[(&str, &str)]) {
    rewrite(db, if is_postgres(db) { postgres } else { sqlite }, changes).await;
}

const SUM: (&str, &str) = ("having sum(amount_minor) <> 0", "having sum(amount_minor) <> sum(amount_minor)");

#[story]
async fn mutant_01_a_seal_that_does_not_add_up(world: &Migrated) {
    let change = async |db: &Db| rewrite_own(db, "guarded_ledger_seal", "ledger_guard_seal", &[SUM]).await;
    breaks_only(world, 1, change, Poster::default).await;
}

#[story]
async fn mutant_02_entries_that_may_be_changed(world: &Migrated) {
    let change = async |db: &Db| {
        run_own(db, "drop trigger unchanged_ledger_entry", "drop trigger kept on ledger_entry").await;
    };
    breaks_only(world, 2, change, Poster::default).await;
}

#[story]
async fn mutant_03_a_chain_that_follows_anything(world: &Migrated) {
    let change = async |db: &Db| {
        if is_postgres(db) {
            run(db, "alter table ledger_chain drop constraint ledger_chain_previous_fk").await;
        } else {
            let fk = "constraint ledger_chain_previous_fk foreign key (previous_no, prev_hash) references ledger_chain (batch_no, hash),";
            rewrite_table(db, "ledger_chain", (fk, ""), None).await;
        }
    };
    breaks_only(world, 3, change, Poster::default).await;
}

#[story]
async fn mutant_04_a_duplicate_with_an_answer_of_its_own(world: &Migrated) {
    breaks_only(world, 4, async |_: &Db| (), || Poster::ForgetsTheFirst).await;
}

#[story]
async fn mutant_05_a_reference_that_is_looked_for_ahead(world: &Migrated) {
    let change = async |db: &Db| {
        if is_postgres(db) {
            run(db, "alter table ledger_transaction drop constraint ledger_transaction_reference_key").await;
        } else {
            run(db, "drop trigger kept_ledger_transaction").await;
            rewrite_table(
                db,
                "ledger_transaction",
                ("not null unique check", "not null check"),
                Some("sqlite_autoindex_ledger_transaction_2"),
            )
            .await;
        }
    };
    breaks_only(world, 5, change, || Poster::LooksForDuplicatesAhead).await;
}

#[story]
async fn mutant_06_a_balance_that_is_set_to_what_was_read(world: &Migrated) {
    let change = async |db: &Db| {
        run(db, "create table believed (account_id uuid primary key, balance_minor bigint not null)").await;
        let believed = "set balance_minor = coalesce((select balance_minor from believed
            where believed.account_id = new.account_id and new.amount_minor < 0), balance_minor) + new.amount_minor,";
        let moved = [("set balance_minor = balance_minor + new.amount_minor,", believed)];
        rewrite_own(db, "balanced_ledger_entry", "ledger_move_balance", &moved).await;
        let unguarded = [("and old.balance_minor + amount_minor = new.balance_minor", "")];
        rewrite_own(db, "moved_ledger_balance", "ledger_guard_balance", &unguarded).await;
    };
    breaks_only(world, 6, change, || Poster::WritesWhatItRead).await;
}

#[story]
async fn mutant_07_legs_that_come_after_the_seal(world: &Migrated) {
    let change = async |db: &Db| {
        let sqlite =
            [("where exists (select 1 from ledger_seal where transaction_id = new.transaction_id)", "where false")];
        let postgres = [("exists (select from ledger_seal where transaction_id = new.transaction_id)", "false")];
        let rule = if is_postgres(db) { &postgres } else { &sqlite };
        rewrite_own(db, "guarded_ledger_entry", "ledger_guard_entry", rule).await;
    };
    breaks_only(world, 7, change, Poster::default).await;
}

#[story]
async fn mutant_08_balances_that_move_without_a_leg(world: &Migrated) {
    let change = async |db: &Db| {
        run_own(db, "drop trigger moved_ledger_balance", "drop trigger guarded on ledger_balance").await;
    };
    breaks_only(world, 8, change, Poster::default).await;
}

const FLOOR: [(&str, &str); 1] = [("< kind.floor_minor", "< kind.floor_minor and false")];

#[story]
async fn mutant_09_a_floor_that_is_looked_for_ahead(world: &Migrated) {
    let change = async |db: &Db| rewrite_own(db, "guarded_ledger_seal", "ledger_guard_seal", &FLOOR).await;
    breaks_only(world, 9, change, || Poster::LooksForTheFloorAhead).await;
}

#[story]
async fn mutant_10_amounts_that_are_no_integers(world: &Migrated) {
    let change = async |db: &Db| {
        if is_postgres(db) {
            let by_float = ("return new;", "new.amount_minor := new.amount_minor::double precision; return new;");
            rewrite(db, "ledger_guard_entry", &[by_float]).await;
        } else {
            let integer = ("<> 'integer'", "= 'blob'");
            rewrite(db, "guarded_ledger_entry", &[integer]).await;
            rewrite(db, "moved_ledger_balance", &[integer]).await;
        }
    };
    breaks_only(world, 10, change, Poster::default).await;
}

#[story]
async fn mutant_11_legs_in_another_currency_than_their_account(world: &Migrated) {
    let change = async |db: &Db| {
        if is_postgres(db) {
            run(db, "alter table ledger_entry drop constraint ledger_entry_account_id_currency_fkey").await;
        } else {
            let fk = "foreign key (account_id, currency) references ledger_account (id, currency)";
            let weaker = "foreign key (account_id) references ledger_account (id)";
            rewrite_table(db, "ledger_entry", (fk, weaker), None).await;
        }
    };
    breaks_only(world, 11, change, Poster::default).await;
}

#[story]
async fn mutant_12_a_reversal_of_anything(world: &Migrated) {
    let change = async |db: &Db| {
        run_own(db, "drop trigger opposite_ledger_seal", "drop trigger opposite on ledger_seal").await;
    };
    breaks_only(world, 12, change, Poster::default).await;
}

#[story]
async fn mutant_12_a_reversal_again(world: &Migrated) {
    let change = async |db: &Db| {
        run(db, "drop index ledger_transaction_reversed").await;
        if !is_postgres(db) {
            rewrite(db, "kept_ledger_transaction", &[(" or reverses = new.reverses", "")]).await;
        }
    };
    breaks_only(world, 12, change, Poster::default).await;
}

#[story]
async fn mutant_13_a_memo_that_no_balance_follows(world: &Migrated) {
    let change = async |db: &Db| {
        let moved = "where account_id = new.account_id;";
        let unmoved = "where account_id = new.account_id
            and account_id not in (select id from ledger_account where kind = 'fee_unearned');";
        rewrite_own(db, "balanced_ledger_entry", "ledger_move_balance", &[(moved, unmoved)]).await;
    };
    breaks_only(world, 13, change, Poster::default).await;
}

#[story]
async fn mutant_14_places_with_gaps(world: &Migrated) {
    let change = async |db: &Db| {
        if is_postgres(db) {
            rewrite(db, "ledger_number_entry", &[("1 + coalesce", "2 + coalesce")]).await;
            rewrite(db, "ledger_guard_balance", &[("is distinct from 1 + coalesce", "is distinct from 2 + coalesce")])
                .await;
        } else {
            rewrite(db, "balanced_ledger_entry", &[("1 + coalesce", "2 + coalesce")]).await;
            rewrite(db, "moved_ledger_balance", &[("is not 1 + coalesce", "is not 2 + coalesce")]).await;
        }
    };
    breaks_only(world, 14, change, Poster::default).await;
}

#[story]
async fn mutant_15_a_reference_that_counts_as_booked_when_it_was_refused(world: &Migrated) {
    breaks_only(world, 15, async |_: &Db| (), || Poster::BurnsReferences(std::sync::Arc::default())).await;
}
