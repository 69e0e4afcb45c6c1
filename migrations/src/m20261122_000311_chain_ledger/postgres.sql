-- What a trigger refuses begins its message with LEDGER_. The same rules for SQLite stand beside this file.

-- What was booked before legs were numbered: in the order of booking; last what the stored balance has last.
alter table ledger_entry disable trigger kept;
update ledger_entry set entry_no = numbered.entry_no
from (select entry.transaction_id, entry.leg, row_number() over (
          partition by entry.account_id
          order by (entry.transaction_id, entry.leg) = (balance.transaction_id, balance.leg),
                   booked.recorded_at, entry.transaction_id, entry.leg) as entry_no
      from ledger_entry entry
      join ledger_transaction booked on booked.id = entry.transaction_id
      join ledger_balance balance on balance.account_id = entry.account_id) numbered
where ledger_entry.transaction_id = numbered.transaction_id and ledger_entry.leg = numbered.leg;
alter table ledger_entry enable trigger kept;

-- Two statements: the second sees what whoever held the balance has committed meanwhile.
create function ledger_number_entry() returns trigger language plpgsql as $$
declare
    last record;
begin
    if new.entry_no is not null then
        raise exception 'LEDGER_NOT_IN_ORDER';
    end if;
    select transaction_id, leg into last from ledger_balance where account_id = new.account_id for no key update;
    if found then
        new.entry_no := 1 + coalesce(
            (select entry_no from ledger_entry where transaction_id = last.transaction_id and leg = last.leg), 0);
    end if;
    return new;
end $$;
create trigger numbered before insert on ledger_entry for each row execute function ledger_number_entry();

create or replace function ledger_guard_balance() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then
        if new.balance_minor <> 0 or new.transaction_id is not null
            or not exists (select from ledger_account where id = new.account_id and owned) then
            raise exception 'LEDGER_BALANCE_WITHOUT_LEG';
        end if;
    elsif new.account_id <> old.account_id
        or (new.transaction_id is not distinct from old.transaction_id and new.leg <= old.leg)
        or exists (select from ledger_seal where transaction_id = new.transaction_id)
        or not exists (select from ledger_entry
                       where transaction_id = new.transaction_id and leg = new.leg and account_id = new.account_id
                         and old.balance_minor + amount_minor = new.balance_minor) then
        raise exception 'LEDGER_BALANCE_WITHOUT_LEG';
    elsif (select entry_no from ledger_entry where transaction_id = new.transaction_id and leg = new.leg)
        is distinct from 1 + coalesce(
            (select entry_no from ledger_entry where transaction_id = old.transaction_id and leg = old.leg), 0) then
        raise exception 'LEDGER_NOT_IN_ORDER';
    end if;
    return new;
end $$;

-- What takes back another transaction does to each account the opposite of it, and the other was sealed before.
create function ledger_guard_reversal() returns trigger language plpgsql as $$
declare
    reversed uuid := (select reverses from ledger_transaction where id = new.transaction_id);
begin
    if reversed is not null and (
        not exists (select from ledger_seal where transaction_id = reversed)
        or exists (select from ledger_entry where transaction_id in (new.transaction_id, reversed)
                   group by account_id having sum(amount_minor) <> 0)) then
        raise exception 'LEDGER_NOT_OPPOSITE';
    end if;
    return new;
end $$;
create trigger opposite before insert on ledger_seal for each row execute function ledger_guard_reversal();

create function ledger_await_chain() returns trigger language plpgsql as $$ begin
    insert into ledger_unchained (transaction_id) values (new.transaction_id);
    return null;
end $$;
create trigger awaits after insert on ledger_seal for each row execute function ledger_await_chain();

create function ledger_guard_link() returns trigger language plpgsql as $$ begin
    if not exists (select from ledger_chain where batch_no = new.batch_no and new.place <= transaction_count
                   and (new.place <> 1 or first_transaction = new.transaction_id)
                   and (new.place <> transaction_count or last_transaction = new.transaction_id))
        or (new.place > 1 and not exists (select from ledger_chain_link
                                          where batch_no = new.batch_no and place = new.place - 1)) then
        raise exception 'LEDGER_CHAIN_BROKEN';
    end if;
    return new;
end $$;
create trigger guarded before insert on ledger_chain_link for each row execute function ledger_guard_link();

create function ledger_leave_queue() returns trigger language plpgsql as $$ begin
    delete from ledger_unchained where transaction_id = new.transaction_id;
    return null;
end $$;
create trigger chained after insert on ledger_chain_link for each row execute function ledger_leave_queue();

-- Nothing leaves the queue but by a link, and nothing that has one comes back.
create function ledger_guard_queue() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' then
        if not exists (select from ledger_chain_link where transaction_id = old.transaction_id) then
            raise exception 'LEDGER_APPEND_ONLY';
        end if;
        return old;
    end if;
    if exists (select from ledger_chain_link where transaction_id = new.transaction_id) then
        raise exception 'LEDGER_APPEND_ONLY';
    end if;
    return new;
end $$;
create trigger guarded before insert or delete on ledger_unchained for each row execute function ledger_guard_queue();

create trigger kept before update or truncate on ledger_unchained execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_chain_link execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_chain execute function ledger_refuse();
