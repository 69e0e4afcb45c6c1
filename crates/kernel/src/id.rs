use std::{
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use uuid::{ContextV7, Timestamp, Uuid};

/// What was sent as an id is none, or one of another kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id that begins with {prefix}_")]
pub struct IdError {
    pub prefix: &'static str,
    pub text: String,
}

/// What all ids share, for code that is generic over them: cursors, loaders.
pub trait EntityId: Copy + Ord + fmt::Display + FromStr<Err = IdError> + Send + Sync + 'static {
    /// What its text begins with.
    const PREFIX: &str;

    fn uuid(self) -> Uuid;
    fn from_uuid(uuid: Uuid) -> Self;
}

/// Counts on within a millisecond, so that ids of one process have the order in which they were made.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

fn next(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).expect("the clock is past 1970");
    let order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    Uuid::new_v7(Timestamp::from_unix(&*order, seconds, at.timestamp_subsec_nanos()))
}

/// Declares one newtype per kind of thing, so that no id is ever passed for another.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(Uuid);

        impl $name {
            pub const PREFIX: &str = $prefix;

            /// A new id; ids made later sort later, also while the clock stands still.
            pub fn generate(at: DateTime<Utc>) -> Self {
                Self(next(at))
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl EntityId for $name {
            const PREFIX: &str = $prefix;

            fn uuid(self) -> Uuid {
                self.0
            }

            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", Self::PREFIX, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let uuid = text.strip_prefix(concat!($prefix, "_")).and_then(|rest| Uuid::try_parse(rest).ok());
                // One id, one spelling: no capitals, hyphens or braces.
                let id = uuid.map(Self).filter(|id| id.to_string() == text);
                id.ok_or_else(|| IdError { prefix: $prefix, text: text.to_owned() })
            }
        }

        // SeaORM asks this of every primary key; ours never come from a sequence.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// A party that buys, sells, or both (IQ-11). As a seller it is the payee (G-04).
    AccountId = "acc";
    /// A person who acts for an account.
    MemberId = "mem";
    /// A person who works for the operator.
    StaffId = "stf";
    /// A file that somebody sent.
    UploadId = "upl";
    /// What a person shows of themselves as an expert (G-03).
    ExpertProfileId = "exp";
    /// An expert's way from a draft to being paid.
    RegistrationId = "reg";
    /// The proof that a person is who they say.
    IdentityCheckId = "idc";
    /// The proof that a company and its owners are who they say.
    CompanyCheckId = "kyc";
    /// A time at which the operator's staff see somebody in a video call.
    CallSlotId = "slot";
    /// The video call that an expert booked.
    IdentityCallId = "call";
    /// A certification that a person claims, and what the registry says of it.
    CertificationLinkId = "crt";
    /// One file that was imported into the registry of certifications.
    RegistryImportId = "imp";
    /// Who signs credentials, as the operator trusts them.
    CredentialIssuerId = "ciss";
    /// What a customer asks for.
    CustomerRequestId = "req";
    /// What an expert looks for among requests, and is told of.
    SavedSearchId = "ssr";
    /// One expert account's answer to one request.
    ResponseId = "rsp";
    /// What two accounts write to each other.
    ConversationId = "cnv";
    /// One message of a conversation.
    MessageId = "msg";
    /// An offer with a fixed maximum.
    ProposalId = "prp";
    /// Work that a customer and an expert agreed on.
    EngagementId = "eng";
    /// One side's wish to end the agreed work.
    CancellationRequestId = "can";
    /// Access of one named person to a customer's account.
    AccessGrantId = "agr";
    /// One time that the person went in.
    AccessSessionId = "ases";
    /// What a customer says of an expert's work.
    ReviewId = "rev";
    /// The platform's fee rate from a date on.
    FeeScheduleId = "fee";
    /// How a customer pays: card, ACH or net terms.
    PaymentMethodId = "pmt";
    /// An expert's bill for part of an engagement.
    PaymentRequestId = "preq";
    /// A customer's objection to a bill.
    DisputeId = "dsp";
    ComplaintId = "cmpl";
    /// The collecting of one approved bill.
    ChargeId = "chg";
    /// One collected event.
    CollectionId = "col";
    /// One event that took collected money back.
    ReversalId = "rev";
    /// What staff gave up of what a payee owed back.
    ReceivableWriteOffId = "rwo";
    /// Money that nobody could assign when it came.
    SuspendedMoneyId = "susp";
    /// What an expert gives back of a bill. The provider is asked under it: the prefix is the key's.
    RefundId = "rf";
    /// What one event made available to a payee.
    EarningId = "ear";
    /// Where a payee's money goes.
    PayoutMethodId = "pom";
    /// Money on its way to a payee.
    DisbursementId = "dis";
    /// The bank file that carries disbursements.
    DisbursementBatchId = "dbt";
    /// What a bank sent us to read.
    BankDocumentId = "bdc";
    /// One movement that a bank tells of.
    BankLineId = "bln";
    /// A reason not to pay a payee.
    HoldId = "hld";
    /// One account of the books.
    LedgerAccountId = "lac";
    /// One booked posting.
    LedgerTransactionId = "ltx";
    /// An expert's DAC7 questionnaire.
    Dac7FormId = "dac";
    /// One version of what an account declares to the United States.
    UsTaxFormId = "utf";
    /// The legal clock of one account whose tax data is missing or doubtful.
    DueDiligenceCaseId = "ddc";
    /// One change of state, as audited and published.
    EventId = "evt";
    /// What one person is written about one change.
    LetterId = "ltr";
    /// What one person is told in their inbox about one change.
    NotificationId = "ntf";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> AccountId {
        AccountId::generate(DateTime::UNIX_EPOCH)
    }

    #[test]
    fn an_id_survives_being_shown() {
        let id = id();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_id_has_one_spelling_and_one_kind() {
        let text = id().to_string();
        let hyphenated = format!("acc_{}", id().uuid().hyphenated());
        for other in [text.to_uppercase(), text.replace("acc_", "ACC_"), hyphenated, format!("{text} "), String::new()]
        {
            assert!(other.parse::<AccountId>().is_err(), "{other:?}");
        }
        assert!(text.parse::<MemberId>().is_err());
        assert!(text.replace("acc_", "mem_").parse::<MemberId>().is_ok());
    }

    #[test]
    fn ids_made_later_sort_later_whether_the_clock_moves_or_not() {
        let later = DateTime::UNIX_EPOCH + chrono::TimeDelta::milliseconds(1);
        assert!(id() < AccountId::generate(later));

        let ids: Vec<_> = std::iter::repeat_with(id).take(1_000).collect();
        assert!(ids.is_sorted());
    }
}
