-- What a trigger refuses begins its message with LEDGER_. The same rules for SQLite stand beside this file.

create function ledger_open_balance() returns trigger language plpgsql as $$ begin
    insert into ledger_balance (account_id, balance_minor) values (new.id, 0);
    return null;
end $$;
create trigger opened after insert on ledger_account for each row when (new.owned)
execute function ledger_open_balance();

-- The transaction is looked for before its seal: what another session committed in between is then seen whole.
create function ledger_guard_entry() returns trigger language plpgsql as $$ begin
    if not exists (select from ledger_transaction where id = new.transaction_id) then
        raise exception 'LEDGER_NO_TRANSACTION';
    end if;
    if exists (select from ledger_seal where transaction_id = new.transaction_id) then
        raise exception 'LEDGER_SEALED';
    end if;
    return new;
end $$;
create trigger guarded before insert on ledger_entry for each row execute function ledger_guard_entry();

create function ledger_move_balance() returns trigger language plpgsql as $$ begin
    update ledger_balance
    set balance_minor = balance_minor + new.amount_minor, transaction_id = new.transaction_id, leg = new.leg
    where account_id = new.account_id;
    return null;
end $$;
create trigger balanced after insert on ledger_entry for each row execute function ledger_move_balance();

create function ledger_guard_seal() returns trigger language plpgsql as $$ begin
    if (select count(*) from ledger_entry where transaction_id = new.transaction_id) < 2 then
        raise exception 'LEDGER_TOO_FEW_LEGS';
    end if;
    if exists (select from ledger_entry where transaction_id = new.transaction_id
               group by currency having sum(amount_minor) <> 0) then
        raise exception 'LEDGER_UNBALANCED';
    end if;
    if exists (
        select from ledger_entry entry
        join ledger_account account on account.id = entry.account_id
        join ledger_account_kind kind on kind.kind = account.kind
        join ledger_balance balance on balance.account_id = account.id
        where entry.transaction_id = new.transaction_id
          and case kind.normal when 'debit' then entry.amount_minor else -entry.amount_minor end < 0
          and case kind.normal when 'debit' then balance.balance_minor else -balance.balance_minor end
              < kind.floor_minor) then
        raise exception 'LEDGER_BELOW_FLOOR';
    end if;
    return new;
end $$;
create trigger guarded before insert on ledger_seal for each row execute function ledger_guard_seal();

create function ledger_guard_balance() returns trigger language plpgsql as $$ begin
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
    end if;
    return new;
end $$;
create trigger guarded before insert or update on ledger_balance for each row execute function ledger_guard_balance();

create function ledger_refuse() returns trigger language plpgsql as $$ begin
    raise exception 'LEDGER_APPEND_ONLY';
end $$;
create trigger kept before update or delete or truncate on ledger_account_kind execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_account execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_seal execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_transaction execute function ledger_refuse();
create trigger kept before update or delete or truncate on ledger_entry execute function ledger_refuse();
create trigger kept before delete or truncate on ledger_balance execute function ledger_refuse();
