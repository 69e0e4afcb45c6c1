-- The rules of before.

drop trigger kept on ledger_chain;
drop trigger kept on ledger_chain_link;
drop trigger guarded on ledger_chain_link;
drop trigger chained on ledger_chain_link;
drop trigger kept on ledger_unchained;
drop trigger guarded on ledger_unchained;
drop trigger awaits on ledger_seal;
drop trigger opposite on ledger_seal;
drop trigger numbered on ledger_entry;
drop function ledger_guard_queue;
drop function ledger_leave_queue;
drop function ledger_guard_link;
drop function ledger_await_chain;
drop function ledger_guard_reversal;
drop function ledger_number_entry;

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
    end if;
    return new;
end $$;
