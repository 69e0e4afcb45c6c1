use super::{
    error::{AnswerError, AnswerProblem},
    tree::{Element, parse},
};
use crate::bank_line::PaymentStatus;

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
    batches: Vec<PaymentStatus>,
    /// Of the payments that are named.
    pub payments: Vec<PaymentTold>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentTold {
    pub end_to_end_id: String,
    pub status: PaymentStatus,
}

/// Of a file that the bank has: it was refused because it was there already.
const DUPLICATE: &str = "DUPL";

pub fn read_status_report(bytes: &[u8]) -> Result<StatusReport, AnswerError> {
    let (message, document) = parse(bytes)?;
    if message != "pain.002" {
        return Err(document.error(AnswerProblem::MessageUnknown(message)));
    }
    let report = document.required("CstmrPmtStsRpt")?;
    let group = report.required("OrgnlGrpInfAndSts")?;
    let (mut batches, mut payments) = (vec![], vec![]);
    for batch in report.all("OrgnlPmtInfAndSts") {
        batches.extend(status(batch, "PmtInfSts")?);
        for payment in batch.all("TxInfAndSts") {
            payments.extend(payment_told(payment)?);
        }
    }
    Ok(StatusReport {
        id: report.required("GrpHdr")?.required("MsgId")?.text()?.to_owned(),
        file_identity: group.required("OrgnlMsgId")?.text()?.to_owned(),
        file: status(group, "GrpSts")?,
        batches,
        payments,
    })
}

impl StatusReport {
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

/// A payment without a reference of ours, or without a status, tells us nothing.
fn payment_told(payment: &Element) -> Result<Option<PaymentTold>, AnswerError> {
    let told = payment.reference_at(["OrgnlEndToEndId"])?.zip(status(payment, "TxSts")?);
    Ok(told.map(|(end_to_end_id, status)| PaymentTold { end_to_end_id, status }))
}

fn status(told: &Element, name: &'static str) -> Result<Option<PaymentStatus>, AnswerError> {
    let reasons = reasons(told)?;
    let Some(element) = told.optional(name)? else { return Ok(None) };
    Ok(Some(match element.text()? {
        "RCVD" | "PDNG" => PaymentStatus::Received,
        "ACTC" | "ACCP" | "ACSP" | "ACSC" | "ACCC" | "ACWC" | "ACWP" | "ACFC" => PaymentStatus::Accepted,
        "PART" | "PATC" => PaymentStatus::Partly,
        "RJCT" if reasons.iter().any(|reason| reason == DUPLICATE) => PaymentStatus::Duplicate,
        "RJCT" | "CANC" => PaymentStatus::Rejected { reasons },
        _ => return Err(element.invalid("status")),
    }))
}

fn reasons(told: &Element) -> Result<Vec<String>, AnswerError> {
    let mut reasons = vec![];
    for information in told.all("StsRsnInf") {
        if let Some(reason) = information.optional("Rsn")? {
            reasons.push(reason.code()?.to_owned());
        }
    }
    Ok(reasons)
}
