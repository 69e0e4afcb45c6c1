use axum::http::StatusCode;

/// Declares the codes with their names, and the status of an answer that is nothing but such an error.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal, $status:ident;)*) => {
        /// What stands in `extensions.code` of every error that leaves: whose fault it is and what to do, in the
        /// names that clients and tools know. The list is closed, lasts, and stands in the schema's description.
        /// Why a rule of the marketplace refuses stands beside it, as `reason`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$doc])* $code,)*
        }

        impl ErrorCode {
            pub const ALL: &[Self] = &[$(Self::$code),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$code => StatusCode::$status,)*
                }
            }
        }
    };
}

codes! {
    /// The document is not GraphQL.
    ParseFailed = "GRAPHQL_PARSE_FAILED", BAD_REQUEST;
    /// The document is not of this schema, or larger than what is taken.
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED", BAD_REQUEST;
    /// The document has no such operation, or several and none is named.
    OperationUnresolved = "OPERATION_RESOLUTION_FAILURE", BAD_REQUEST;
    /// A value is refused, or what it names is not there.
    BadUserInput = "BAD_USER_INPUT", BAD_REQUEST;
    /// There is no valid token.
    Unauthenticated = "UNAUTHENTICATED", UNAUTHORIZED;
    /// The token is valid and does not suffice.
    Forbidden = "FORBIDDEN", FORBIDDEN;
    /// What came is no GraphQL request.
    BadRequest = "BAD_REQUEST", BAD_REQUEST;
    /// There is nothing at this path.
    NotFound = "NOT_FOUND", NOT_FOUND;
    /// Not by this method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", METHOD_NOT_ALLOWED;
    /// The client takes nothing that is offered.
    NotAcceptable = "NOT_ACCEPTABLE", NOT_ACCEPTABLE;
    /// The body did not come in its time.
    RequestTimeout = "REQUEST_TIMEOUT", REQUEST_TIMEOUT;
    /// The body is larger than what is taken.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE", PAYLOAD_TOO_LARGE;
    /// The body is not in a form that is read.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE;
    /// Something broke on our side; the reference finds it in the log.
    Internal = "INTERNAL_SERVER_ERROR", INTERNAL_SERVER_ERROR;
    /// The server cannot work at the moment.
    Unavailable = "SERVICE_UNAVAILABLE", SERVICE_UNAVAILABLE;
    /// It took too long, and may or may not have been done.
    Timeout = "GATEWAY_TIMEOUT", GATEWAY_TIMEOUT;
}
