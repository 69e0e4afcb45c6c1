//! Which rule is asked of which library, and what its numbers look like.

use tax::identifiers::Scheme::{self, BusinessRegister, EntityTin, PersonTin, Vat};

pub struct Plan {
    pub scheme: Scheme,
    /// By its code; of VAT numbers the letters that they begin with.
    pub country: &'static str,
    /// The library's module or locale.
    pub library: &'static str,
    pub shapes: &'static [&'static str],
}

const fn plan(scheme: Scheme, country: &'static str, library: &'static str, shapes: &'static [&'static str]) -> Plan {
    Plan { scheme, country, library, shapes }
}

/// Of the first ten digits of Germany's number one occurs twice or three times: by chance that is seldom.
const OF_DIGITS_ONCE: &[&str] = &[
    "47[0-9]2513869?",
    "9[0-9]03862715?",
    "638201[0-9]475?",
    "15[0-9]8[0-9]24637?",
    "2817[0-9]6530[0-9]?",
    "##########?",
];

pub const OF_STDNUM: &[Plan] = &[
    plan(PersonTin, "AT", "at.tin", &["########?"]),
    plan(Vat, "AT", "at.uid", &["U#######?"]),
    plan(PersonTin, "BE", "be.nn|be.bis", &["<yy><mm><dd>###??", "<yy>00<dd>###??", "<yy>[24]#<dd>###??"]),
    plan(Vat, "BE", "be.vat", &["[01]#######??", "#######??"]),
    plan(PersonTin, "BG", "bg.egn|bg.pnf", &["<yy><mm><dd>###?", "<yy>[024][1-9]<dd>###?", "#########?"]),
    plan(Vat, "BG", "bg.vat", &["########?", "#########?"]),
    plan(EntityTin, "CY", "cy.vat", &["########*"]),
    plan(PersonTin, "CZ", "cz.rc|cz.dic", &["6#######?", "<yy><mm><dd>###?", "<yy>[567]#<dd>###?", "<yy><mm><dd>##?"]),
    plan(Vat, "CZ", "cz.dic", &["#######?", "6#######?", "<yy><mm><dd>###?"]),
    plan(PersonTin, "DE", "de.idnr", OF_DIGITS_ONCE),
    plan(EntityTin, "DE", "de.stnr", &["#########?", "##########?", "[123]###0########", "[59]####0#######"]),
    plan(Vat, "DE", "de.vat", &["########?"]),
    plan(PersonTin, "DK", "dk.cpr", &["<dd><mm><yy>###?"]),
    plan(EntityTin, "DK", "dk.cvr", &["#######?"]),
    plan(PersonTin, "EE", "ee.ik", &["[0-9]<yy><mm><dd>###?"]),
    plan(BusinessRegister, "EE", "ee.registrikood", &["[1789]######?", "#######?"]),
    plan(Vat, "EE", "ee.kmkr", &["########?"]),
    plan(Vat, "EL", "gr.vat", &["########?", "#######?"]),
    plan(PersonTin, "ES", "es.nif", &["########*", "[K-MX-Z]#######*", "[ABCDEFGHJNPQRSUVW]#######?"]),
    plan(EntityTin, "ES", "es.nif", &["[ABCDEFGHJNPQRSUVW]#######?", "[ABCDEFGHJNPQRSUVW]#######*", "########*"]),
    plan(Vat, "ES", "es.nif", &["[K-MX-Z]#######*", "########*", "[ABCDEFGHJNPQRSUVW]#######?"]),
    plan(PersonTin, "FI", "fi.hetu", &["<dd><mm><yy>[-+ABCDEFUVWXY]###?", "<dd><mm><yy>[-AYX]###*"]),
    plan(EntityTin, "FI", "fi.ytunnus", &["#######?"]),
    plan(PersonTin, "FR", "fr.nif", &["[0-3]#########[0-5]??"]),
    plan(BusinessRegister, "FR", "fr.siren", &["########?"]),
    plan(EntityTin, "FR", "fr.siret", &["356000000####?", "732829320####?", "#############?"]),
    plan(Vat, "FR", "fr.tva", &["??000######", "??732829320", "*?000######", "?*552081317"]),
    plan(PersonTin, "HR", "hr.oib", &["##########?"]),
    plan(Vat, "HU", "hu.anum", &["#######?"]),
    plan(PersonTin, "IE", "ie.pps", &["#######*", "#######*[ABHWTX]", "#######**"]),
    plan(Vat, "IE", "ie.vat", &["#######*", "#######[ABHW]*", "#[A-Z]#####*", "#+#####*"]),
    plan(PersonTin, "IT", "it.codicefiscale", &["@@@@@@##[ABCDEHLMPRST]<dd>@###*", "##########?"]),
    plan(Vat, "IT", "it.iva", &["#######0##?", "##########?"]),
    plan(PersonTin, "LT", "lt.asmens", &["[3456]<yy><mm><dd>###?", "9#########?"]),
    plan(Vat, "LT", "lt.pvm", &["#######1?", "##########1?"]),
    plan(Vat, "LU", "lu.tva", &["######??"]),
    plan(Vat, "LV", "lv.pvn", &["[4-9]#########?", "<dd><mm><yy>[012]###?", "32########?", "3#########?"]),
    plan(Vat, "MT", "mt.vat", &["######??"]),
    plan(PersonTin, "NL", "nl.bsn", &["########?", "#######?"]),
    plan(Vat, "NL", "nl.btw", &["########?B0#", "#########B??"]),
    plan(PersonTin, "PL", "pl.pesel|pl.nip", &["#########?", "<yy><mm><dd>####?", "<yy>[2468][1-9]<dd>####?"]),
    plan(Vat, "PL", "pl.nip", &["#########?"]),
    plan(BusinessRegister, "PL", "pl.regon", &["########?", "########?####?"]),
    plan(EntityTin, "PT", "pt.nif", &["########?"]),
    plan(PersonTin, "RO", "ro.cnp", &["[1-9]<yy><mm><dd>[0-4]####?"]),
    plan(EntityTin, "RO", "ro.cui", &["[1-9]#######?", "[1-9]########?", "[1-9]###?"]),
    plan(
        PersonTin,
        "SE",
        "se.personnummer",
        &["<yy><mm><dd>###?", "[12][0-9]<yy><mm><dd>###?", "<yy><mm><dd>+###?", "<yy><mm>[678]####?"],
    ),
    plan(EntityTin, "SE", "se.orgnr", &["#########?"]),
    plan(Vat, "SE", "se.vat", &["#########?01"]),
    plan(Vat, "SI", "si.ddv", &["#######?"]),
    plan(BusinessRegister, "SI", "si.maticna", &["######?", "######?"]),
    plan(
        PersonTin,
        "SK",
        "sk.rc|sk.dph",
        &["##[234789]######?", "<yy><mm><dd>###?", "<yy>[56]#<dd>###?", "<yy><mm><dd>##?"],
    ),
    plan(Vat, "SK", "sk.dph", &["##[234789]######?", "<yy><mm><dd>###?"]),
    plan(PersonTin, "US", "us.ssn|us.itin", &["########?", "9##[789]####?"]),
    plan(EntityTin, "US", "us.ein", &["########?"]),
    plan(EntityTin, "GB", "gb.utr", &["[1-9]########?", "K#########?"]),
    plan(Vat, "GB", "gb.vat", &["#######??", "#######??001", "GD[0-9]##", "HA[0-9]##"]),
    plan(Vat, "XI", "gb.vat", &["#######??"]),
];

/// Numbers of persons that the other library lacks.
pub const OF_VALIDATOR: &[Plan] = &[
    plan(PersonTin, "HU", "hu-HU", &["8########?", "#########?"]),
    plan(PersonTin, "LU", "fr-LU", &["19<yy><mm><dd>###??", "20<yy><mm><dd>###??"]),
    plan(
        PersonTin,
        "MT",
        "mt-MT",
        &["#####<yy>[APMGLHBZ]", "####[APMGLHBZ]", "11#######", "[1-8]########", "#######*"],
    ),
];
