//! What a library and we see differently: who is right, and why. The example is asked for each time, so that a
//! decision that is needed no more is found.

use tax::{
    Check::{self, Doubtful, Invalid, Ok},
    Suspicion::{DisputedRule, Unusual},
    identifiers::Scheme::{self, BusinessRegister, EntityTin, PersonTin, Vat},
};

use super::plans::Plan;

pub struct Decision {
    scheme: Scheme,
    library: &'static str,
    /// What the library says of such numbers: `ok`, or how it refuses them.
    pub verdict: &'static str,
    pub ours: Check,
    pub example: &'static str,
    pub why: &'static str,
}

impl Decision {
    pub fn is_of(&self, plan: &Plan) -> bool {
        (self.scheme, self.library) == (plan.scheme, plan.library)
    }
}

/// Of such numbers of a library, which it says that of …
const fn of(scheme: Scheme, library: &'static str, verdict: &'static str) -> Undecided {
    Undecided { scheme, library, verdict }
}

struct Undecided {
    scheme: Scheme,
    library: &'static str,
    verdict: &'static str,
}

impl Undecided {
    /// … we say this.
    const fn is(self, ours: Check, example: &'static str, why: &'static str) -> Decision {
        let Self { scheme, library, verdict } = self;
        Decision { scheme, library, verdict, ours, example, why }
    }
}

pub const DECISIONS: &[Decision] = &[
    of(PersonTin, "at.tin", "InvalidComponent").is(Ok, "448169821", OFFICES),
    of(PersonTin, "be.nn|be.bis", "InvalidChecksum").is(Ok, "58050489177", NO_CLOCK),
    of(PersonTin, "cz.rc|cz.dic", "InvalidChecksum").is(DISPUTED, "1807212410", BIRTH_NUMBER),
    of(PersonTin, "cz.rc|cz.dic", "InvalidComponent").is(DISPUTED, "8204319410", BIRTH_NUMBER),
    of(PersonTin, "cz.rc|cz.dic", "InvalidLength").is(DISPUTED, "644816980", BIRTH_NUMBER),
    of(PersonTin, "cz.rc|cz.dic", "InvalidLength").is(UNUSUAL, "96028611", "as below, where no VAT number would be"),
    of(PersonTin, "cz.rc|cz.dic", "ok").is(UNUSUAL, "65465725", "the number of a business is not the person's"),
    of(Vat, "cz.dic", "InvalidChecksum").is(DISPUTED, "666290510", BIRTH_NUMBER),
    of(Vat, "cz.dic", "InvalidComponent").is(DISPUTED, "7004312200", BIRTH_NUMBER),
    of(Vat, "cz.dic", "InvalidLength").is(DISPUTED, "712263004", BIRTH_NUMBER),
    of(PersonTin, "de.idnr", "InvalidLength").is(UNUSUAL, "4772518699", "a Steuernummer, which people have too"),
    of(PersonTin, "dk.cpr", "InvalidComponent").is(Ok, "2805418910", NO_CLOCK),
    of(PersonTin, "es.nif", "InvalidChecksum").is(DISPUTED, "K1774803I", K_OF_SPAIN),
    of(PersonTin, "es.nif", "InvalidLength").is(Ok, "0776603P", DNI_WITHOUT_ZEROS),
    of(PersonTin, "es.nif", "ok").is(UNUSUAL, "N76313931", "the number of a firm is not the person's"),
    of(EntityTin, "es.nif", "InvalidChecksum").is(UNUSUAL, "K1774803I", K_OF_SPAIN),
    of(EntityTin, "es.nif", "InvalidLength").is(UNUSUAL, "0776603P", DNI_WITHOUT_ZEROS),
    of(EntityTin, "es.nif", "ok").is(UNUSUAL, "X7049034V", "the number of a person is not the firm's"),
    of(Vat, "es.nif", "InvalidChecksum").is(DISPUTED, "K1774803I", K_OF_SPAIN),
    of(Vat, "es.nif", "InvalidLength").is(Ok, "0776603P", DNI_WITHOUT_ZEROS),
    of(PersonTin, "fi.hetu", "InvalidComponent").is(UNUSUAL, "110552X9484", "given for a time only, and given"),
    of(PersonTin, "fi.hetu", "InvalidFormat").is(Ok, "0410681246", "the hyphen of 1900 is not kept in compacting"),
    of(EntityTin, "gb.utr", "ok").is(Invalid, "KK1969387326", "the library takes away any number of Ks"),
    of(PersonTin, "ie.pps", "InvalidFormat").is(DISPUTED, "7097229AF", "validator takes them, and they may come"),
    of(Vat, "ie.vat", "ok").is(Invalid, "7T51965AA", "VIES: a number with a letter second has eight characters"),
    of(PersonTin, "it.codicefiscale", "InvalidComponent").is(UNUSUAL, "53393426225", OFFICES),
    of(Vat, "it.iva", "InvalidComponent").is(UNUSUAL, "74305660008", OFFICES),
    of(Vat, "lv.pvn", "InvalidChecksum").is(DISPUTED, "26079226350", "the library itself says: not confirmed"),
    of(Vat, "lv.pvn", "InvalidComponent").is(UNUSUAL, "39440292430", "the law allows 32 to 39 where no date is told"),
    of(Vat, "nl.btw", "ok").is(Invalid, "90258095B09", "VIES: twelve characters, the leading zero too"),
    of(BusinessRegister, "pl.regon", "InvalidLength").is(Ok, "1899124712", "ten digits are those of the court's KRS"),
    of(EntityTin, "pt.nif", "InvalidFormat").is(DISPUTED, "095834222", "validator takes a zero first"),
    of(PersonTin, "ro.cnp", "InvalidChecksum").is(
        DISPUTED,
        "1791030271260",
        "the Commission's paper has no check digit",
    ),
    of(PersonTin, "ro.cnp", "InvalidComponent").is(DISPUTED, "2440916498210", "nor a list of counties"),
    of(PersonTin, "se.personnummer", "InvalidComponent").is(Ok, "6408833231", "a coordination number: the day + 60"),
    of(PersonTin, "se.personnummer", "InvalidFormat").is(Ok, "0110293+040", PLUS_OF_SWEDEN),
    of(PersonTin, "se.personnummer", "InvalidLength").is(Ok, "97030+14903", PLUS_OF_SWEDEN),
    of(PersonTin, "se.personnummer", "ok").is(Invalid, "125404044231", "nobody alive was born in that century"),
    of(PersonTin, "sk.rc|sk.dph", "InvalidChecksum").is(DISPUTED, "8322233450", BIRTH_NUMBER),
    of(PersonTin, "sk.rc|sk.dph", "InvalidComponent").is(
        Ok,
        "7156313054",
        "a tax number of which VAT's rule is not asked",
    ),
    of(PersonTin, "sk.rc|sk.dph", "InvalidComponent").is(DISPUTED, "4441698210", BIRTH_NUMBER),
    of(PersonTin, "sk.rc|sk.dph", "InvalidLength").is(DISPUTED, "770522340", BIRTH_NUMBER),
    of(Vat, "sk.dph", "ok").is(DISPUTED, "1510154745", "the library itself says: unclear whether people use theirs"),
    of(EntityTin, "us.ein", "InvalidComponent").is(
        UNUSUAL,
        "189124710",
        "the IRS opens campuses: a prefix is no proof",
    ),
    of(PersonTin, "mt-MT", "ok").is(DISPUTED, "3630P", "the library pads the number, and asks the letter of the other"),
    of(PersonTin, "mt-MT", "refused").is(UNUSUAL, "571779030", "as before; nine digits are the tax office's"),
    of(PersonTin, "mt-MT", "refused").is(DISPUTED, "4000000M", "the Commission's paper says so, and no law"),
];

const DISPUTED: Check = Doubtful(DisputedRule);
const UNUSUAL: Check = Doubtful(Unusual);

const OFFICES: &str = "offices are merged and renumbered: the library's list is not the law";
const NO_CLOCK: &str = "born in a year to come: a check asks no clock, and the date of birth is asked for besides";
const BIRTH_NUMBER: &str = "the rule of birth numbers is disputed in its dates and its check digit: a reviewer decides";
const K_OF_SPAIN: &str = "some check K as a firm's";
const DNI_WITHOUT_ZEROS: &str = "the leading zeros of a DNI may be left out";
const PLUS_OF_SWEDEN: &str = "where the sign of the old stands is not looked at";
