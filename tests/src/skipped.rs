use std::{env, io::Write};

/// Says what is not run here, past the test runner, which swallows what passing tests print: a story that was not told
/// must not look as if it had been. Where `required` is set to `require`, it is an error.
pub(crate) fn skipped(required: &str, why: &str) {
    let is_required = env::var_os(required).is_some_and(|value| value == "require");
    assert!(!is_required, "{required} asks for it: {why}");
    let told = writeln!(std::io::stderr(), "\n!!! SKIPPED: {why} Set {required}=require to make this an error.\n");
    told.expect("standard error is open");
}
