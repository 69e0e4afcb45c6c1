use std::fmt;

/// What a member may do for an account, or a member of staff for the operator. None implies another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Members, their rights, closing the account.
    ManageAccount,
    /// Registration as a seller, identity check, DAC7 form.
    ManageSeller,
    /// Payout methods and preferences.
    ManagePayouts,
    /// Read and answer requests in one's own name.
    SpeakAsIndividual,
    /// Read and answer requests in the name of one's company.
    SpeakAsCompany,
    /// Send and withdraw proposals that are paid at once.
    ProposeUpfront,
    /// Send and withdraw proposals that are billed as the work goes on.
    ProposeMilestone,
    /// Send and withdraw proposals that are paid on fixed days.
    ProposeScheduled,
    /// Submit and withdraw bills, complete engagements.
    Bill,
    /// Give back what was billed, or refuse to.
    Refund,
    /// Ask for access to a customer's account, and take it back.
    RequestAccess,
    /// File and edit customer requests.
    FileRequest,
    /// Accept and decline proposals.
    Accept,
    /// Approve and decline bills, manage payment methods.
    Pay,
    /// Give experts access to one's own account and take it away; read what became of it.
    GrantAccess,
    /// Say in public how the work was.
    WriteReview,
    /// Read balances, disbursements and statements.
    ViewMoney,
    /// Staff: registrations, identity checks, payout methods, suspension of accounts.
    ReviewRegistrations,
    /// Staff: certifications that no registry knows.
    ReviewCertifications,
    /// Staff: DAC7 forms.
    ReviewTaxForms,
    /// Staff: what customers say in public of experts.
    Moderate,
    /// Staff: see identifiers that are masked everywhere else.
    RevealIdentifiers,
    /// Staff: payout runs by hand.
    RunPayouts,
    /// Staff: holds on payouts.
    ManageHolds,
    /// Staff: what has no known outcome.
    SettleUnresolved,
    /// Staff: what is given up, and money that came for it after all.
    WriteOff,
    /// Staff: complaints, recommendations in disputes.
    HandleComplaints,
    /// Staff: measures against those whose tax data is missing.
    ManageTaxYear,
    /// Staff: fee schedules and eligible countries.
    ManageFees,
    /// Staff: appoint and dismiss staff.
    ManageStaff,
    /// Staff: the audit trail and the trial balance.
    ReadAudit,
    /// Staff: move the sandbox's clock.
    AdvanceClock,
}

/// A set of rights.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights(u32); // One bit a right; stored by name, so the order of the enum is free.

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no right")]
pub struct UnknownRight(pub String);

impl Right {
    /// What a member of an account can hold.
    pub const OF_MEMBERS: [Self; 17] = [
        Self::ManageAccount,
        Self::ManageSeller,
        Self::ManagePayouts,
        Self::SpeakAsIndividual,
        Self::SpeakAsCompany,
        Self::ProposeUpfront,
        Self::ProposeMilestone,
        Self::ProposeScheduled,
        Self::Bill,
        Self::Refund,
        Self::RequestAccess,
        Self::FileRequest,
        Self::Accept,
        Self::Pay,
        Self::GrantAccess,
        Self::WriteReview,
        Self::ViewMoney,
    ];

    /// What a member of the operator's staff can hold.
    pub const OF_STAFF: [Self; 15] = [
        Self::ReviewRegistrations,
        Self::ReviewCertifications,
        Self::ReviewTaxForms,
        Self::Moderate,
        Self::RevealIdentifiers,
        Self::RunPayouts,
        Self::ManageHolds,
        Self::SettleUnresolved,
        Self::WriteOff,
        Self::HandleComplaints,
        Self::ManageTaxYear,
        Self::ManageFees,
        Self::ManageStaff,
        Self::ReadAudit,
        Self::AdvanceClock,
    ];

    /// With one of these an expert reads and answers requests, in that name (IQ-22).
    pub const TO_SPEAK: [Self; 2] = [Self::SpeakAsIndividual, Self::SpeakAsCompany];

    /// With one of these an expert offers work; which one is for the way in which it is paid to say (G-13).
    pub const TO_PROPOSE: [Self; 3] = [Self::ProposeUpfront, Self::ProposeMilestone, Self::ProposeScheduled];

    /// With one of these a member asks for the end of agreed work, or answers: the expert's side with the first, the
    /// customer's with the second (G-46).
    pub const TO_CANCEL: [Self; 2] = [Self::Bill, Self::Accept];

    /// With one of these a member says that a refund can be sent anew: the expert's side with the first, the customer's
    /// with the second (G-17).
    pub const TO_GIVE_REFUND_DATA: [Self; 2] = [Self::Refund, Self::Pay];

    /// With one of these staff read what a customer and an expert have with each other, from the request to the
    /// charge and the payout.
    pub const TO_READ_WORK: [Self; 5] =
        [Self::RunPayouts, Self::SettleUnresolved, Self::WriteOff, Self::HandleComplaints, Self::ReadAudit];

    /// With one of these staff read where a payee's money goes.
    pub const TO_READ_PAYOUT_METHODS: [Self; 6] = [
        Self::ReviewRegistrations,
        Self::RunPayouts,
        Self::SettleUnresolved,
        Self::WriteOff,
        Self::HandleComplaints,
        Self::ReadAudit,
    ];

    /// With one of these staff read what an account is called and where it is.
    pub const TO_READ_ACCOUNTS: [Self; 9] = [
        Self::ReviewRegistrations,
        Self::ReviewTaxForms,
        Self::RunPayouts,
        Self::ManageHolds,
        Self::SettleUnresolved,
        Self::WriteOff,
        Self::HandleComplaints,
        Self::ManageTaxYear,
        Self::ReadAudit,
    ];

    /// With one of these staff read which money waits for them to say what it is.
    pub const TO_READ_SUSPENSE: [Self; 2] = [Self::SettleUnresolved, Self::WriteOff];

    /// With one of these staff read what went to the bank in files.
    pub const TO_READ_BANK_FILES: [Self; 3] = [Self::RunPayouts, Self::SettleUnresolved, Self::ReadAudit];

    /// With one of these staff read who acts for an account.
    pub const TO_READ_MEMBERS: [Self; 2] = [Self::ReviewRegistrations, Self::ReadAudit];

    /// With one of these staff read what became of requests for tax data.
    pub const TO_READ_DUE_DILIGENCE: [Self; 2] = [Self::ReviewTaxForms, Self::ManageTaxYear];

    /// With one of these staff read what an account declared to sell at all.
    pub const TO_READ_SELLERS: [Self; 2] = [Self::ReviewRegistrations, Self::ReviewTaxForms];

    /// Whether the token must show a second factor (G-01).
    pub const fn needs_second_factor(self) -> bool {
        match self {
            Self::ManageSeller
            | Self::ManagePayouts
            | Self::Bill
            | Self::Refund
            | Self::Accept
            | Self::Pay
            | Self::GrantAccess
            | Self::RevealIdentifiers
            | Self::RunPayouts
            | Self::ManageHolds
            | Self::SettleUnresolved
            | Self::WriteOff
            | Self::ManageTaxYear
            | Self::ManageFees
            | Self::ManageStaff => true,
            Self::ManageAccount
            | Self::SpeakAsIndividual
            | Self::SpeakAsCompany
            | Self::ProposeUpfront
            | Self::ProposeMilestone
            | Self::ProposeScheduled
            | Self::RequestAccess
            | Self::FileRequest
            | Self::WriteReview
            | Self::ViewMoney
            | Self::ReviewRegistrations
            | Self::ReviewCertifications
            | Self::ReviewTaxForms
            | Self::HandleComplaints
            | Self::Moderate
            | Self::ReadAudit
            | Self::AdvanceClock => false,
        }
    }

    /// Its lasting name, as stored and as shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ManageAccount => "MANAGE_ACCOUNT",
            Self::ManageSeller => "MANAGE_SELLER",
            Self::ManagePayouts => "MANAGE_PAYOUTS",
            Self::SpeakAsIndividual => "SPEAK_AS_INDIVIDUAL",
            Self::SpeakAsCompany => "SPEAK_AS_COMPANY",
            Self::ProposeUpfront => "PROPOSE_UPFRONT",
            Self::ProposeMilestone => "PROPOSE_MILESTONE",
            Self::ProposeScheduled => "PROPOSE_SCHEDULED",
            Self::Bill => "BILL",
            Self::Refund => "REFUND",
            Self::RequestAccess => "REQUEST_ACCESS",
            Self::FileRequest => "FILE_REQUEST",
            Self::Accept => "ACCEPT",
            Self::Pay => "PAY",
            Self::GrantAccess => "GRANT_ACCESS",
            Self::WriteReview => "WRITE_REVIEW",
            Self::ViewMoney => "VIEW_MONEY",
            Self::ReviewRegistrations => "REVIEW_REGISTRATIONS",
            Self::ReviewCertifications => "REVIEW_CERTIFICATIONS",
            Self::ReviewTaxForms => "REVIEW_TAX_FORMS",
            Self::Moderate => "MODERATE",
            Self::RevealIdentifiers => "REVEAL_IDENTIFIERS",
            Self::RunPayouts => "RUN_PAYOUTS",
            Self::ManageHolds => "MANAGE_HOLDS",
            Self::SettleUnresolved => "SETTLE_UNRESOLVED",
            Self::WriteOff => "WRITE_OFF",
            Self::HandleComplaints => "HANDLE_COMPLAINTS",
            Self::ManageTaxYear => "MANAGE_TAX_YEAR",
            Self::ManageFees => "MANAGE_FEES",
            Self::ManageStaff => "MANAGE_STAFF",
            Self::ReadAudit => "READ_AUDIT",
            Self::AdvanceClock => "ADVANCE_CLOCK",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Rights {
    pub const NONE: Self = Self(0);

    pub const fn contains(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF).filter(move |right| self.contains(*right))
    }

    /// Every right a member can have: what who opens an account holds.
    pub fn of_members() -> Self {
        Right::OF_MEMBERS.into_iter().collect()
    }

    /// Every right staff can have: what the first member of staff holds.
    pub fn of_staff() -> Self {
        Right::OF_STAFF.into_iter().collect()
    }

    /// The names, separated by spaces, as one column keeps them.
    pub fn to_names(self) -> String {
        self.iter().map(Right::name).collect::<Vec<_>>().join(" ")
    }

    pub fn from_names(names: &str) -> Result<Self, UnknownRight> {
        names.split_ascii_whitespace().map(right_named).collect()
    }
}

fn right_named(name: &str) -> Result<Right, UnknownRight> {
    let mut all = Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF);
    all.find(|right| right.name() == name).ok_or_else(|| UnknownRight(name.to_owned()))
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |set, right| set | right.bit()))
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_survives_being_stored_by_name() {
        for right in Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF) {
            let alone = Rights::from_iter([right]);
            assert_eq!(Rights::from_names(&alone.to_names()), Ok(alone));
            assert_eq!(alone.iter().collect::<Vec<_>>(), [right]);
        }
        assert_eq!(Rights::from_names("PAY FLY"), Err(UnknownRight("FLY".into())));
    }
}
