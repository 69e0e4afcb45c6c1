-- The rules of before.

drop trigger unchanged_ledger_chain;
drop trigger undeleted_ledger_chain;
drop trigger kept_ledger_chain;
drop trigger unchanged_ledger_chain_link;
drop trigger undeleted_ledger_chain_link;
drop trigger guarded_ledger_chain_link;
drop trigger chained_ledger_chain_link;
drop trigger unchanged_ledger_unchained;
drop trigger undeleted_ledger_unchained;
drop trigger guarded_ledger_unchained;
drop trigger awaits_ledger_seal;
drop trigger opposite_ledger_seal;

drop trigger guarded_ledger_entry;
create trigger guarded_ledger_entry before insert on ledger_entry begin
    select raise(abort, 'LEDGER_SEALED')
    where exists (select 1 from ledger_seal where transaction_id = new.transaction_id);
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_entry where transaction_id = new.transaction_id and leg = new.leg);
    select raise(abort, 'LEDGER_NOT_INTEGER') where typeof(new.amount_minor) <> 'integer';
end;

drop trigger balanced_ledger_entry;
create trigger balanced_ledger_entry after insert on ledger_entry begin
    update ledger_balance
    set balance_minor = balance_minor + new.amount_minor, transaction_id = new.transaction_id, leg = new.leg
    where account_id = new.account_id;
end;

drop trigger unchanged_ledger_entry;
create trigger unchanged_ledger_entry before update on ledger_entry
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;

drop trigger moved_ledger_balance;
create trigger moved_ledger_balance before update on ledger_balance begin
    select raise(abort, 'LEDGER_BALANCE_WITHOUT_LEG')
    where new.account_id <> old.account_id or (new.transaction_id is old.transaction_id and new.leg <= old.leg)
       or exists (select 1 from ledger_seal where transaction_id = new.transaction_id)
       or not exists (select 1 from ledger_entry
                      where transaction_id = new.transaction_id and leg = new.leg and account_id = new.account_id
                        and old.balance_minor + amount_minor = new.balance_minor);
    select raise(abort, 'LEDGER_NOT_INTEGER') where typeof(new.balance_minor) <> 'integer';
end;

drop trigger kept_ledger_transaction;
create trigger kept_ledger_transaction before insert on ledger_transaction
when exists (select 1 from ledger_transaction where id = new.id or reference = new.reference)
begin select raise(abort, 'LEDGER_BOOKED_ALREADY'); end;
