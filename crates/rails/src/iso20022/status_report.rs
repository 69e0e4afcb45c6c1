use reconciliation::{PaymentStatus, PaymentTold, StatusReport};

use super::{
    error::{AnswerError, AnswerProblem},
    tree::{Element, parse},
};

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
