/// The numbered parameters of a list in plain SQL, from the place `first` on: `$3, $4, $5`. Both backends read them.
pub fn placeholders(first: usize, count: usize) -> String {
    let places = (first..).take(count).map(|place| format!("${place}"));
    places.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn they_count_from_the_first_on() {
        assert_eq!(placeholders(3, 2), "$3, $4");
        assert_eq!(placeholders(1, 1), "$1");
        assert_eq!(placeholders(1, 0), "");
    }
}
