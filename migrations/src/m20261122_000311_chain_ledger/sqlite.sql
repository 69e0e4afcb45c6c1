-- What a trigger refuses begins its message with LEDGER_. The same rules for PostgreSQL stand beside this file.

-- What was booked before legs were numbered: in the order of booking; last what the stored balance has last.
drop trigger unchanged_ledger_entry;
update ledger_entry set entry_no = numbered.entry_no
from (select entry.transaction_id, entry.leg, row_number() over (
          partition by entry.account_id
          order by (entry.transaction_id, entry.leg) = (balance.transaction_id, balance.leg), entry.rowid) as entry_no
      from ledger_entry entry
      join ledger_balance balance on balance.account_id = entry.account_id) numbered
where ledger_entry.transaction_id = numbered.transaction_id and ledger_entry.leg = numbered.leg;

drop trigger guarded_ledger_entry;
create trigger guarded_ledger_entry before insert on ledger_entry begin
    select raise(abort, 'LEDGER_SEALED')
    where exists (select 1 from ledger_seal where transaction_id = new.transaction_id);
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_entry where transaction_id = new.transaction_id and leg = new.leg);
    select raise(abort, 'LEDGER_NOT_INTEGER') where typeof(new.amount_minor) <> 'integer';
    select raise(abort, 'LEDGER_NOT_IN_ORDER') where new.entry_no is not null;
end;

-- SQLite cannot change a row before it is written: the number comes right after, and the balance with it.
drop trigger balanced_ledger_entry;
create trigger balanced_ledger_entry after insert on ledger_entry
when exists (select 1 from ledger_balance where account_id = new.account_id) begin
    update ledger_entry
    set entry_no = 1 + coalesce(
        (select last.entry_no from ledger_balance balance
         join ledger_entry last on last.transaction_id = balance.transaction_id and last.leg = balance.leg
         where balance.account_id = new.account_id), 0)
    where transaction_id = new.transaction_id and leg = new.leg;
    update ledger_balance
    set balance_minor = balance_minor + new.amount_minor, transaction_id = new.transaction_id, leg = new.leg
    where account_id = new.account_id;
end;
create trigger unchanged_ledger_entry before update on ledger_entry
when old.entry_no is not null or new.entry_no is null
  or old.transaction_id is not new.transaction_id or old.leg is not new.leg or old.account_id is not new.account_id
  or old.currency is not new.currency or old.amount_minor is not new.amount_minor
  or exists (select 1 from ledger_seal where transaction_id = old.transaction_id)
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
    select raise(abort, 'LEDGER_NOT_IN_ORDER')
    where (select entry_no from ledger_entry where transaction_id = new.transaction_id and leg = new.leg)
        is not 1 + coalesce(
            (select entry_no from ledger_entry where transaction_id = old.transaction_id and leg = old.leg), 0);
end;

drop trigger kept_ledger_transaction;
create trigger kept_ledger_transaction before insert on ledger_transaction
when exists (select 1 from ledger_transaction where id = new.id or reference = new.reference or reverses = new.reverses)
begin select raise(abort, 'LEDGER_BOOKED_ALREADY'); end;

-- What takes back another transaction does to each account the opposite of it, and the other was sealed before.
create trigger opposite_ledger_seal before insert on ledger_seal
when exists (select 1 from ledger_transaction where id = new.transaction_id and reverses is not null) begin
    select raise(abort, 'LEDGER_NOT_OPPOSITE')
    where not exists (select 1 from ledger_transaction booked
                      join ledger_seal seal on seal.transaction_id = booked.reverses
                      where booked.id = new.transaction_id)
       or exists (select 1 from ledger_entry
                  where transaction_id = new.transaction_id
                     or transaction_id = (select reverses from ledger_transaction where id = new.transaction_id)
                  group by account_id having sum(amount_minor) <> 0);
end;

create trigger awaits_ledger_seal after insert on ledger_seal begin
    insert into ledger_unchained (transaction_id) values (new.transaction_id);
end;

create trigger guarded_ledger_chain_link before insert on ledger_chain_link begin
    select raise(abort, 'LEDGER_APPEND_ONLY')
    where exists (select 1 from ledger_chain_link
                  where transaction_id = new.transaction_id or (batch_no = new.batch_no and place = new.place));
    select raise(abort, 'LEDGER_CHAIN_BROKEN')
    where not exists (select 1 from ledger_chain where batch_no = new.batch_no and new.place <= transaction_count
                      and (new.place <> 1 or first_transaction = new.transaction_id)
                      and (new.place <> transaction_count or last_transaction = new.transaction_id))
       or (new.place > 1 and not exists (select 1 from ledger_chain_link
                                         where batch_no = new.batch_no and place = new.place - 1));
end;
create trigger chained_ledger_chain_link after insert on ledger_chain_link begin
    delete from ledger_unchained where transaction_id = new.transaction_id;
end;

-- Nothing leaves the queue but by a link, and nothing that has one comes back.
create trigger guarded_ledger_unchained before insert on ledger_unchained
when exists (select 1 from ledger_chain_link where transaction_id = new.transaction_id)
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_unchained before delete on ledger_unchained
when not exists (select 1 from ledger_chain_link where transaction_id = old.transaction_id)
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_unchained before update on ledger_unchained
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;

create trigger kept_ledger_chain before insert on ledger_chain
when exists (select 1 from ledger_chain where batch_no = new.batch_no)
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_chain before update on ledger_chain
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_chain before delete on ledger_chain
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger unchanged_ledger_chain_link before update on ledger_chain_link
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
create trigger undeleted_ledger_chain_link before delete on ledger_chain_link
begin select raise(abort, 'LEDGER_APPEND_ONLY'); end;
