//! Where is my money? When every bill is paid and why it is not, and what is coming.

mod blocker;
mod outlook;
mod plan;
mod queries;
mod upcoming;

pub use outlook::PaymentForecast;
pub use queries::ForecastQueries;

pub(crate) use outlook::forecast_of;
