//! The rules for states' numbers against two libraries that others wrote: python-stdnum, and npm's validator where
//! the first knows no rule. Candidates are made here without regard to our rules; the libraries say which are right.
//! What they and we see differently is decided in `decisions`, case by case.

mod candidates;
mod decisions;
mod iban;
mod plans;

use std::collections::{BTreeMap, BTreeSet};

use support::Peer;
use tax::{
    Check, Identifier, Suspicion, VatId,
    identifiers::{Scheme, check},
};

use self::{
    decisions::{DECISIONS, Decision},
    plans::{OF_STDNUM, OF_VALIDATOR, Plan},
};

/// Says of every line `module number` what the library does: `ok`, or the kind of its refusal. Of several modules,
/// `one|other`, one is enough, and the first one's refusal counts.
const STDNUM: &str = r#"
import importlib, sys
from stdnum.exceptions import ValidationError

def verdict(module, number):
    try:
        module.validate(number)
        return "ok"
    except ValidationError as refusal:
        return type(refusal).__name__
    except (ValueError, IndexError, KeyError) as crash:
        return "crash"

modules = {}
for line in sys.stdin:
    names, number = line.rstrip("\n").split(" ", 1)
    if names not in modules:
        modules[names] = [importlib.import_module("stdnum." + name) for name in names.split("|")]
    verdicts = [verdict(module, number) for module in modules[names]]
    print("ok" if "ok" in verdicts else verdicts[0])
"#;

/// As above, for `locale number`.
const VALIDATOR: &str = r#"
import { readFileSync } from "node:fs";
import validator from "validator";
const lines = readFileSync(0, "utf8").split("\n").filter((line) => line !== "");
const verdict = (line) => {
  const [locale, number] = line.split(" ");
  return validator.isTaxID(number, locale) ? "ok\n" : "refused\n";
};
process.stdout.write(lines.map(verdict).join(""));
"#;

/// A number, by whose rule it is looked at, and what the library says.
struct Judged<'a> {
    plan: &'a Plan,
    number: String,
    verdict: String,
}

/// Holds G-59: thousands of numbers of each state, right and wrong.
#[tokio::test]
async fn states_numbers_are_judged_as_python_stdnum_does() {
    let Some(peer) = Peer::python(&["python-stdnum==2.2"]) else { return };
    agrees(&peer, STDNUM, OF_STDNUM).await;
}

/// Holds G-59, where the first library knows no rule.
#[tokio::test]
async fn states_numbers_are_judged_as_validator_does() {
    let Some(peer) = Peer::javascript(&["validator@13.15.0"]) else { return };
    agrees(&peer, VALIDATOR, OF_VALIDATOR).await;
}

async fn agrees(peer: &Peer, script: &str, plans: &[Plan]) {
    let first = judged(peer, script, fresh(plans)).await;
    let right: Vec<_> = first.iter().filter(|judged| judged.verdict == "ok").collect();
    let altered = right.iter().flat_map(|judged| candidates::altered(judged.plan, &judged.number)).collect();
    let second = judged(peer, script, altered).await;
    let all: Vec<_> = first.into_iter().chain(second).collect();

    every_plan_is_judged(&all, plans);
    every_decision_is_needed(peer, script, plans).await;
    let surprises: Vec<_> = all.iter().filter_map(surprise).collect();
    assert!(surprises.is_empty(), "{} of {}: {:#?}", surprises.len(), all.len(), few_of_each(&surprises));
}

fn fresh(plans: &[Plan]) -> Vec<(&Plan, String)> {
    plans.iter().flat_map(|plan| candidates::fresh(plan).into_iter().map(move |number| (plan, number))).collect()
}

async fn judged<'a>(peer: &Peer, script: &str, numbers: Vec<(&'a Plan, String)>) -> Vec<Judged<'a>> {
    let lines: Vec<_> = numbers.iter().map(|(plan, number)| format!("{} {number}\n", plan.library)).collect();
    let answers = peer.run(script, &[], &lines.concat()).await;
    let answers: Vec<_> = answers.lines().collect();
    assert_eq!(answers.len(), numbers.len(), "an answer for every number");
    let judged = |((plan, number), verdict): (_, &&str)| Judged { plan, number, verdict: (*verdict).to_owned() };
    numbers.into_iter().zip(&answers).map(judged).collect()
}

/// The candidates are worth their while: of each plan some are right, and many more wrong.
fn every_plan_is_judged(all: &[Judged<'_>], plans: &[Plan]) {
    let mut counts = BTreeMap::<_, [usize; 2]>::new();
    for judged in all {
        counts.entry((judged.plan.scheme, judged.plan.library)).or_default()[usize::from(judged.verdict == "ok")] += 1;
    }
    for plan in plans {
        let [wrong, right] = counts[&(plan.scheme, plan.library)];
        assert!(right >= 12 && wrong >= 12 && right + wrong >= 200, "{}: {right} right, {wrong} wrong", plan.library);
    }
}

/// A decision that is no difference any more is taken away.
async fn every_decision_is_needed(peer: &Peer, script: &str, plans: &[Plan]) {
    let plan_of = |decision: &Decision| plans.iter().find(|plan| decision.is_of(plan));
    let decided: Vec<_> = DECISIONS.iter().filter_map(|decision| Some((decision, plan_of(decision)?))).collect();
    let examples = decided.iter().map(|(decision, plan)| (*plan, decision.example.to_owned())).collect();
    for (judged, (decision, _)) in judged(peer, script, examples).await.iter().zip(decided) {
        let Decision { example, why, .. } = decision;
        assert_eq!((judged.verdict.as_str(), ours(judged)), (decision.verdict, decision.ours), "{example}: {why}");
    }
}

/// What the library and we see differently, and nobody decided.
fn surprise<'a>(judged: &'a Judged<'a>) -> Option<(&'a str, &'a str, Check, &'a str)> {
    let (library, verdict, ours) = (judged.plan.library, judged.verdict.as_str(), ours(judged));
    let agrees = match ours {
        Check::Ok | Check::Doubtful(Suspicion::Placeholder) => verdict == "ok",
        Check::Invalid => verdict != "ok",
        Check::Doubtful(Suspicion::NoRule | Suspicion::DisputedRule | Suspicion::Unusual) => false,
    };
    let is_decided =
        || DECISIONS.iter().any(|known| known.is_of(judged.plan) && (known.verdict, known.ours) == (verdict, ours));
    (!agrees && !is_decided()).then_some((library, verdict, ours, judged.number.as_str()))
}

/// What is no number at all to us is not one that a state gave.
fn ours(judged: &Judged<'_>) -> Check {
    let Plan { scheme, country, .. } = judged.plan;
    let number = match scheme {
        Scheme::Vat => {
            return VatId::new(&format!("{country}{}", judged.number)).map_or(Check::Invalid, |id| id.check());
        }
        Scheme::PersonTin | Scheme::EntityTin => Identifier::tin(&judged.number),
        Scheme::BusinessRegister => Identifier::of_register(&judged.number),
    };
    number.map_or(Check::Invalid, |number| check(*scheme, country.parse().unwrap(), &number))
}

fn few_of_each<'a>(surprises: &[(&'a str, &'a str, Check, &'a str)]) -> Vec<(&'a str, &'a str, Check, Vec<&'a str>)> {
    let kinds: BTreeSet<_> = surprises.iter().map(|(library, verdict, ours, _)| (*library, *verdict, *ours)).collect();
    let few = |(library, verdict, ours)| {
        let of_kind = surprises.iter().filter(|other| (other.0, other.1, other.2) == (library, verdict, ours));
        (library, verdict, ours, of_kind.map(|other| other.3).take(6).collect())
    };
    kinds.into_iter().map(few).collect()
}
