//! The way from a draft to an expert who can be paid: profile, registration, identity check, certifications.

mod alarm_activation;
mod answer_certification_claim;
mod approve_registration;
mod book_identity_call;
mod case;
mod close_registration;
mod decide_identity_check;
mod expire_certification;
mod forwarded;
mod link_certification;
mod miss_identity_call;
mod person;
mod read_certifications;
mod read_profiles;
mod read_registrations;
mod reject_registration;
mod reopen_registration;
mod request_certification_review;
mod require_identity_call;
mod review_certification;
mod review_identity_check;
mod review_registration;
mod save_expert_profile;
mod save_seller_registration;
mod submit_identity_check;
mod submit_registration;
mod suspend_registration;
mod unlink_certification;

pub use link_certification::LinkCertification;
pub use save_expert_profile::SaveExpertProfile;
pub use save_seller_registration::SaveSellerRegistration;
