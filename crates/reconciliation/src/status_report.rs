/// What a bank says of a file that it was sent (`pain.002`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// The report's own id.
    pub id: String,
    /// The file's identity, our `MsgId`.
    pub file_identity: String,
    /// Of the whole file. `None` where the bank speaks of its parts alone.
    pub file: Option<PaymentStatus>,
    /// Of the batches, each for all its payments.
    pub batches: Vec<PaymentStatus>,
    /// Of the payments that are named.
    pub payments: Vec<PaymentTold>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentTold {
    pub end_to_end_id: String,
    pub status: PaymentStatus,
}

/// What became of a payment that a bank was asked to make, before any money moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// It is there, and not looked at yet.
    Received,
    /// The bank will carry it out, or has: the statement tells.
    Accepted,
    /// The bank had it before, by its file's identity: it was not taken twice.
    Duplicate,
    /// Some payments of the file are taken, and some are not.
    Partly,
    /// The bank will not carry it out, for the reasons that it gives, the first first.
    Rejected { reasons: Vec<String> },
}

impl StatusReport {
    /// Why something is refused, for people: its own reasons, or where the bank gave it none, whichever it gave first.
    pub fn reason_of(&self, reasons: &[String]) -> String {
        let told = self.file.iter().chain(&self.batches).chain(self.payments.iter().map(|told| &told.status));
        let given = told.filter_map(|status| match status {
            PaymentStatus::Rejected { reasons } if !reasons.is_empty() => Some(reasons.as_slice()),
            PaymentStatus::Rejected { .. }
            | PaymentStatus::Received
            | PaymentStatus::Accepted
            | PaymentStatus::Duplicate
            | PaymentStatus::Partly => None,
        });
        let mut reasons = [reasons].into_iter().filter(|own| !own.is_empty()).chain(given);
        reasons.next().map_or_else(|| "the bank gives no reason".to_owned(), |reasons| reasons.join(", "))
    }

    /// What is said of one payment of the file: by its name, or with all others. `None` where nothing certain is, as
    /// of those that a partly taken file does not name.
    pub fn of(&self, end_to_end_id: &str) -> Option<&PaymentStatus> {
        let mut named = self.payments.iter().filter(|told| told.end_to_end_id == end_to_end_id);
        let batch = || match self.batches.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let status = named.next_back().map(|told| &told.status).or_else(batch).or(self.file.as_ref())?;
        match status {
            PaymentStatus::Partly => None,
            PaymentStatus::Received
            | PaymentStatus::Accepted
            | PaymentStatus::Duplicate
            | PaymentStatus::Rejected { .. } => Some(status),
        }
    }
}

impl PaymentStatus {
    /// Whether the bank has it: then it must not be sent under another identity.
    pub fn is_with_bank(&self) -> bool {
        match self {
            Self::Received | Self::Accepted | Self::Duplicate => true,
            Self::Partly | Self::Rejected { .. } => false,
        }
    }
}
