use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Limits;

/// Who holds how many sockets.
#[derive(Clone)]
pub struct Seats(Arc<Inner>);

struct Inner {
    in_all: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A socket's right to be open; given back when it is dropped.
pub struct Seat {
    seats: Seats,
    address: IpAddr,
}

impl Seats {
    pub fn new(limits: &Limits) -> Self {
        let (in_all, per_address) = (limits.sockets, limits.sockets_per_address);
        Self(Arc::new(Inner { in_all, per_address, taken: Mutex::default() }))
    }

    /// A seat for a client at this address, if there is one left.
    pub fn take(&self, address: IpAddr) -> Option<Seat> {
        let address = household(address);
        let mut taken = self.taken();
        let own = taken.by_address.get(&address).copied().unwrap_or(0);
        if taken.in_all >= self.0.in_all || own >= self.0.per_address {
            return None;
        }
        taken.in_all += 1;
        taken.by_address.insert(address, own + 1);
        Some(Seat { seats: self.clone(), address })
    }

    fn give_back(&self, address: IpAddr) {
        let mut taken = self.taken();
        taken.in_all -= 1;
        match taken.by_address.get(&address).copied() {
            Some(own @ 2..) => taken.by_address.insert(address, own - 1),
            Some(_) | None => taken.by_address.remove(&address), // An address without sockets is forgotten.
        };
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) // The counts are right after each line.
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.give_back(self.address);
    }
}

/// What counts as one address: with IPv6 whoever has one has the 2^64 beside it.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(in_all: usize, per_address: usize) -> Seats {
        Seats::new(&Limits { sockets: in_all, sockets_per_address: per_address, ..Limits::default() })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_seat_is_free_again_when_its_socket_is_gone() {
        let seats = seats(9, 2);
        let first = seats.take(address("192.0.2.1"));
        let second = seats.take(address("192.0.2.1"));
        assert!(first.is_some() && second.is_some() && seats.take(address("192.0.2.1")).is_none());
        assert!(seats.take(address("192.0.2.2")).is_some());

        drop(first);

        assert!(seats.take(address("192.0.2.1")).is_some());
        drop(second);
        assert!(seats.taken().by_address.is_empty());
    }

    #[test]
    fn all_addresses_together_have_a_limit_too() {
        let seats = seats(2, 2);
        let taken = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|text| seats.take(address(text)));
        assert!(taken[0].is_some() && taken[1].is_some() && taken[2].is_none());
    }

    #[test]
    fn neighbours_of_one_ipv6_network_count_as_one() {
        assert_eq!(household(address("2001:db8::1")), household(address("2001:db8::ffff:2")));
        assert_ne!(household(address("2001:db8::1")), household(address("2001:db8:0:1::1")));
        assert_eq!(household(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
