//! The attribute `#[story]`: one story, told on every backend.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Error, ItemFn, parse_macro_input};

/// Makes two tests of a story, `<story>::on_sqlite` and `<story>::on_postgres`. The story is an `async fn` over one
/// world, which `support::tell` begins on a database of its own and ends with the checks of that world:
///
/// ```ignore
/// /// Holds IQ-28.
/// #[story]
/// async fn a_fee_is_two_and_a_half_percent(app: &App) { .. }
/// ```
///
/// `#[story(threads)]` runs it on several threads, for what must be tried at the same instant.
#[proc_macro_attribute]
pub fn story(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let story = parse_macro_input!(item as ItemFn);
    let threads = match arguments.to_string().as_str() {
        "" => false,
        "threads" => true,
        _ => {
            return Error::new_spanned(&story.sig, "`threads` is all that a story can ask for")
                .into_compile_error()
                .into();
        }
    };
    if story.sig.asyncness.is_none() || story.sig.inputs.len() != 1 {
        let message = "a story is an `async fn` with one argument: the world in which it is told";
        return Error::new_spanned(&story.sig, message).into_compile_error().into();
    }
    let name = &story.sig.ident;
    let tests = quote! {
        mod #name {
            #[test]
            fn on_sqlite() {
                ::support::tell(::support::Backend::Sqlite, #threads, |world| Box::pin(super::#name(world)));
            }

            #[test]
            fn on_postgres() {
                ::support::tell(::support::Backend::Postgres, #threads, |world| Box::pin(super::#name(world)));
            }
        }

        #story
    };
    tests.into()
}
