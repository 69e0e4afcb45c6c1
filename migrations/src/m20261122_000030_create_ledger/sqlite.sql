-- What a trigger refuses begins its message with LEDGER_. The same rules for PostgreSQL stand beside this file.

create trigger opened_ledger_account after insert on ledger_account when new.owned begin
    insert into ledger_balance (account_id, balance_minor) values (new.id, 0);
end;

create trigger guarded_ledger_entry before insert on ledger_entry begin
    select raise(abort, 'LEDGER_SEALED')
    where exists (select 1 from ledger_seal where transaction_id = new.transaction_id);
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_entry where transaction_id = new.transaction_id and leg = new.leg);
    select raise(abort, 'LEDGER_NOT_INTEGER') where typeof(new.amount_minor) <> 'integer';
end;

create trigger balanced_ledger_entry after insert on ledger_entry begin
    update ledger_balance
    set balance_minor = balance_minor + new.amount_minor, transaction_id = new.transaction_id, leg = new.leg
    where account_id = new.account_id;
end;

create trigger guarded_ledger_seal before insert on ledger_seal begin
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_seal where transaction_id = new.transaction_id);
    select raise(abort, 'LEDGER_TOO_FEW_LEGS')
    where (select count(*) from ledger_entry where transaction_id = new.transaction_id) < 2;
    select raise(abort, 'LEDGER_UNBALANCED')
    where exists (select 1 from ledger_entry where transaction_id = new.transaction_id
                  group by currency having sum(amount_minor) <> 0);
    select raise(abort, 'LEDGER_BELOW_FLOOR')
    where exists (
        select 1 from ledger_entry entry
        join ledger_account account on account.id = entry.account_id
        join ledger_account_kind kind on kind.kind = account.kind
        join ledger_balance balance on balance.account_id = account.id
        where entry.transaction_id = new.transaction_id
          and case kind.normal when 'debit' then entry.amount_minor else -entry.amount_minor end < 0
          and case kind.normal when 'debit' then balance.balance_minor else -balance.balance_minor end
              < kind.floor_minor);
end;

create trigger opened_ledger_balance before insert on ledger_balance begin
    select raise(abort, 'LEDGER_BALANCE_WITHOUT_LEG')
    where new.balance_minor <> 0 or new.transaction_id is not null
       or not exists (select 1 from ledger_account where id = new.account_id and owned);
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_balance where account_id = new.account_id);
end;

create trigger moved_ledger_balance before update on ledger_balance begin
    select raise(abort, 'LEDGER_BALANCE_WITHOUT_LEG')
    where new.account_id <> old.account_id or (new.transaction_id is old.transaction_id and new.leg <= old.leg)
       or exists (select 1 from ledger_seal where transaction_id = new.transaction_id)
       or not exists (select 1 from ledger_entry
                      where transaction_id = new.transaction_id and leg = new.leg and account_id = new.account_id
                        and old.balance_minor + amount_minor = new.balance_minor);
    select raise(abort, 'LEDGER_NOT_INTEGER') where typeof(new.balance_minor) <> 'integer';
end;

-- REPLACE deletes without firing the triggers of deletion, so a row that is there already is looked for.
create trigger kept_ledger_account_kind before insert on ledger_account_kind
when exists (select 1 from ledger_account_kind where kind = new.kind)
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger kept_ledger_account before insert on ledger_account
when exists (select 1 from ledger_account where id = new.id
             or (kind = new.kind and currency = new.currency and owner_id is new.owner_id))
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger kept_ledger_transaction before insert on ledger_transaction
when exists (select 1 from ledger_transaction where id = new.id or reference = new.reference)
begin select raise(abort, 'LEDGER_BOOKED_ALREADY'); end;

create trigger unchanged_ledger_account_kind before update on ledger_account_kind
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_account before update on ledger_account
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_seal before update on ledger_seal
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_transaction before update on ledger_transaction
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_entry before update on ledger_entry
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_account_kind before delete on ledger_account_kind
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_account before delete on ledger_account
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_seal before delete on ledger_seal
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_transaction before delete on ledger_transaction
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_entry before delete on ledger_entry
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_balance before delete on ledger_balance
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
