mod laws;
mod moov;
mod payouts;
