/// On which side of an agreement an account stands; another time it may stand on the other (IQ-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It asks, decides and pays.
    Customer,
    /// It answers, offers and is paid.
    Expert,
}
