//! What a mutation answers.

/// Declares a mutation's payload: the thing, or why nothing was done.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $field:ident: $type:ty }) => {
        $(#[$doc])*
        /// The outcome of a mutation: the thing, or why nothing was done.
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// What the command made or changed; null if it was refused.
            $field: Option<$type>,
            /// Why nothing was done; empty if it was.
            user_errors: Vec<$crate::user_error::UserError>,
        }

        impl $name {
            /// Splits an outcome into what goes in the payload and what fails the whole field.
            pub fn from_result<T: Into<$type>>(result: Result<T, marketplace::Error>) -> async_graphql::Result<Self> {
                let (value, user_errors) = $crate::user_error::outcome(result)?;
                Ok(Self { $field: value.map(Into::into), user_errors })
            }
        }
    };
}
