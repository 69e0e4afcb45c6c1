use async_graphql::Enum;
use kernel::{Right, Rights};

/// Declares which rights somebody can hold, by the names that the rest of the application knows them by.
macro_rules! rights {
    ($(#[$doc:meta])* $name:ident { $($(#[$right_doc:meta])* $right:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub enum $name {
            $($(#[$right_doc])* $right,)*
        }

        impl From<$name> for Right {
            fn from(right: $name) -> Self {
                match right {
                    $($name::$right => Self::$right,)*
                }
            }
        }

        impl $name {
            /// Those of a set that are of this kind.
            pub fn of(rights: Rights) -> Vec<Self> {
                [$(Self::$right,)*].into_iter().filter(|right| rights.contains((*right).into())).collect()
            }
        }
    };
}

rights! {
    /// What a member may do for an account. None implies another.
    MemberRight {
        /// Members, their rights, closing the account.
        ManageAccount,
        /// Registration as a seller, identity check, DAC7 form; with a second factor.
        ManageSeller,
        /// Payout methods and preferences; with a second factor.
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
        /// Submit and withdraw bills, complete engagements; with a second factor.
        Bill,
        /// Give back what was billed, or refuse to; with a second factor.
        Refund,
        /// Ask for access to a customer's account, and take the request back.
        RequestAccess,
        /// File and edit customer requests.
        FileRequest,
        /// Accept and decline proposals; with a second factor.
        Accept,
        /// Approve and decline bills, manage payment methods; with a second factor.
        Pay,
        /// Give experts access to the account and take it away, and read what became of it; with a second factor.
        GrantAccess,
        /// Say in public how the work of an expert was.
        WriteReview,
        /// Read balances, disbursements and statements.
        ViewMoney,
    }
}

rights! {
    /// What a member of the operator's staff may do. None implies another.
    StaffRight {
        /// Registrations, identity checks, payout methods, suspension of accounts. Reads who acts for an account.
        ReviewRegistrations,
        /// Certifications that no registry knows.
        ReviewCertifications,
        /// DAC7 forms.
        ReviewTaxForms,
        /// What customers say in public of experts.
        Moderate,
        /// See identifiers that are masked everywhere else; with a second factor.
        RevealIdentifiers,
        /// Payout runs by hand; with a second factor. Reads work and its money, but no messages.
        RunPayouts,
        /// Holds on payouts; with a second factor.
        ManageHolds,
        /// What has no known outcome; with a second factor. Reads work and its money, but no messages.
        SettleUnresolved,
        /// What is given up, and money that came for it after all; with a second factor. Reads work and its money, but no
        /// messages.
        WriteOff,
        /// Complaints, and recommendations in disputes. Reads work and its money, but no messages.
        HandleComplaints,
        /// Measures against those whose tax data is missing; with a second factor.
        ManageTaxYear,
        /// Fee schedules and eligible countries; with a second factor.
        ManageFees,
        /// Appoint and dismiss staff; with a second factor.
        ManageStaff,
        /// The audit trail and the trial balance. Reads work, its money and its messages, and who acts for an account.
        ReadAudit,
        /// Move the sandbox's clock.
        AdvanceClock,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_is_shown() {
        assert_eq!(MemberRight::of(Rights::of_members()).len(), Right::OF_MEMBERS.len());
        assert_eq!(StaffRight::of(Rights::of_staff()).len(), Right::OF_STAFF.len());
    }
}
