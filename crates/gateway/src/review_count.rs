use async_graphql::SimpleObject;

/// How much of what waits for a reviewer has a value, by which the queue can be filtered.
#[derive(SimpleObject)]
pub struct ReviewCount {
    value: String,
    count: u32,
}

/// The counts of all values, each by its `name`.
pub fn counted<T>(counts: &[(T, u32)], name: impl Fn(&T) -> String) -> Vec<ReviewCount> {
    counts.iter().map(|(value, count)| ReviewCount { value: name(value), count: *count }).collect()
}

/// As the API spells a value of an enum.
pub fn spelled<T: async_graphql::InputType>(value: &T) -> String {
    value.to_value().to_string()
}
