use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use kernel::{AccountId, InputError, PaymentMethodId, line};

use super::PaymentError;

/// What a customer on net terms has, in calendar days, unless agreed otherwise (IQ-31).
pub const NET_DAYS_DEFAULT: u16 = 30;

const TOKEN_LENGTH: RangeInclusive<usize> = 1..=255;

/// How many digits a card or account number may have: what looks like one is never kept.
const NUMBER_LENGTH: RangeInclusive<usize> = 12..=19;

/// How a customer pays. What it is charged by lies with the provider, under a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    /// The account that pays with it.
    pub account_id: AccountId,
    pub tender: Tender,
    /// The provider's name for it, opaque to us. Net terms need none: the customer sends the money.
    pub provider_token: Option<String>,
    pub added_at: DateTime<Utc>,
}

/// What an expert can be paid with. A promotional credit is no value of it (IQ-35).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tender {
    Card,
    /// A direct debit of a bank account.
    Ach,
    /// A transfer by the customer, so many calendar days after approval.
    NetTerms {
        days: u16,
    },
}

impl PaymentMethod {
    /// Keeps the token, and refuses what looks like the number behind it: that never leaves the provider.
    pub fn add(
        id: PaymentMethodId,
        account_id: AccountId,
        tender: Tender,
        provider_token: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        let provider_token = provider_token.map(token).transpose()?;
        if provider_token.is_none() && tender.is_pulled() {
            return Err(InputError::new("providerToken", "must be given for a card or a bank account").into());
        }
        Ok(Self { id, account_id, tender, provider_token, added_at: at })
    }
}

impl Tender {
    /// Whether we ask the provider to take the money; on net terms the customer sends it.
    pub const fn is_pulled(self) -> bool {
        match self {
            Self::Card | Self::Ach => true,
            Self::NetTerms { .. } => false,
        }
    }
}

fn token(typed: &str) -> Result<String, InputError> {
    let token = line("providerToken", typed, TOKEN_LENGTH)?;
    let digits: String = token.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if NUMBER_LENGTH.contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit()) {
        return Err(InputError::new("providerToken", "must be the provider's token, not a card or account number"));
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(tender: Tender, token: Option<&str>) -> Result<PaymentMethod, PaymentError> {
        let at = DateTime::UNIX_EPOCH;
        PaymentMethod::add(PaymentMethodId::generate(at), AccountId::generate(at), tender, token, at)
    }

    #[test]
    fn what_is_pulled_needs_a_token_and_net_terms_do_not() {
        assert!(add(Tender::Card, None).is_err() && add(Tender::Ach, None).is_err());
        assert!(add(Tender::NetTerms { days: NET_DAYS_DEFAULT }, None).is_ok());
        assert_eq!(add(Tender::Card, Some(" tok_1 ")).unwrap().provider_token, Some("tok_1".into()));
    }

    #[test]
    fn a_card_number_is_not_kept() {
        for number in ["4242424242424242", "4242 4242 4242 4242", "3782-822463-10005"] {
            assert!(matches!(add(Tender::Card, Some(number)), Err(PaymentError::Input(_))), "{number}");
        }
        assert!(add(Tender::Card, Some("4242")).is_ok());
    }
}
